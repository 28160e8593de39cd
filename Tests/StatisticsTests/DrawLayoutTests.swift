import Statistics
import Testing

@Suite struct DrawLayoutTests {
    @Test func runsOutsideTheBoundsHaveNoLayout() {
        #expect(DrawLayout(draws: 0) == nil)
        #expect(DrawLayout(draws: 10_000_000_000_001) == nil && DrawLayout(draws: .max) == nil)
    }

    @Test(arguments: [1, 15, 16, 17, 65_535, 65_536, 65_537, 1 << 20, 10_000_000_000_000] as [UInt64])
    func everyDrawBelongsToOneLeafOfOneReplicate(draws: UInt64) throws {
        let layout = try #require(DrawLayout(draws: draws))
        var total: UInt64 = 0
        for replicate in 0..<16 {
            let count = layout.draws(ofReplicate: replicate)
            // Draw n is of replicate n % 16.
            #expect(count == draws / 16 + (UInt64(replicate) < draws % 16 ? 1 : 0))
            total += count
            let leaves = layout.leaves(ofReplicate: replicate)
            #expect((leaves == 0) == (count == 0))
            guard let root = layout.root(ofReplicate: replicate) else {
                #expect(count == 0)
                continue
            }
            #expect(root.leafCount >= leaves && (root.level == 0 || root.leafCount / 2 < leaves))
            #expect(root.level <= DrawLayout.maximumLevel)
            #expect(layout.contains(root) && layout.draws(in: root) == count)
            #expect(!layout.contains(root.parent) && !layout.contains(root.sibling))
            let last = layout.indices(ofLeaf: leaves - 1, replicate: replicate)
            #expect(last.upperBound == count && !last.isEmpty && last.count <= 4096)
            #expect(layout.indices(ofLeaf: leaves, replicate: replicate).isEmpty)
            #expect(layout.indices(ofLeaf: .max, replicate: replicate).isEmpty)
        }
        #expect(total == draws)
        #expect(layout.leaves == (0..<16).reduce(0) { $0 + layout.leaves(ofReplicate: $1) })
    }

    @Test func familiesOfRangesAgree() {
        let range = ShardRange(replicate: 2, level: 3, index: 5)
        #expect(range.firstLeaf == 40 && range.leafCount == 8 && !range.isFirstChild)
        #expect(range.parent == ShardRange(replicate: 2, level: 4, index: 2))
        #expect(range.sibling == ShardRange(replicate: 2, level: 3, index: 4) && range.sibling.isFirstChild)
    }
}
