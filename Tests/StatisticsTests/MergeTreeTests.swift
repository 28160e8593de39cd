import CKernels
import TestSupport
import Testing

@testable import Statistics

@Suite struct MergeTreeTests {
    private static let shape = SummaryShape(outputs: 2, probabilities: 1, identities: 1)

    private func columns(seed: UInt64) -> Columns {
        Columns(shape: Self.shape) { replicate, index in
            var words: [UInt32] = [0, 0, 0, 0]
            suanli_philox4x32_10([UInt32(index), 0, 0, UInt32(replicate)], [UInt32(seed), 0], &words)
            let u = (Double(words[0]) + 0.5) / 0x1p32
            let other = words[1] % 50 == 0 ? Double.nan : Double(words[1] % 7)
            return [
                suanli_exp(5 * suanli_normal_quantile(u)), other, words[2] % 3 == 0 ? 1 : 0, words[3] % 9 == 0 ? 0 : 1,
            ]
        }
    }

    /// Cuts the node at random into aligned ranges that hold draws.
    private func cut(_ range: ShardRange, _ layout: DrawLayout, _ random: inout SeededGenerator) -> [ShardRange] {
        guard layout.contains(range) else { return [] }
        guard range.level > 0, Int.random(in: 0..<4, using: &random) > 0 else { return [range] }
        return [0, 1].flatMap { child in
            cut(
                ShardRange(replicate: range.replicate, level: range.level - 1, index: 2 * range.index + child), layout,
                &random)
        }
    }

    /// Any aligned split, in any order of arrival, gives the bits of the run in one piece.
    @Test(arguments: UInt64(1)...12)
    func anySplitInAnyOrderGivesTheSameBits(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let leaves = UInt64(seed == 1 ? 1 : Int.random(in: 1...40, using: &random))
        let short = UInt64.random(in: 0..<4096, using: &random)
        let layout = try #require(DrawLayout(draws: max(16, 16 * (leaves * 4096 - short) - UInt64(seed % 16))))
        let columns = columns(seed: seed)
        for replicate in [0, 15] {
            let root = try #require(layout.root(ofReplicate: replicate))
            let whole = columns.summary(of: root, in: layout).encoded()
            for _ in 0..<2 {
                var tree = MergeTree<Summary>(layout: layout)
                for range in cut(root, layout, &random).shuffled(using: &random) {
                    guard case .merged = tree.insert(columns.summary(of: range, in: layout), at: range) else {
                        Issue.record("\(range) was refused")
                        return
                    }
                }
                #expect(tree.nodes.count == 1 && tree[root]?.encoded() == whole, "seed \(seed), replicate \(replicate)")
                #expect(tree.mergedDraws == layout.draws(ofReplicate: replicate))
            }
        }
    }

    @Test func whatWasCountedIsRefusedInWholeAndInPart() throws {
        let layout = try #require(DrawLayout(draws: 16 * 4096 * 8))
        var tree = MergeTree<Tally>(layout: layout)
        let middle = ShardRange(replicate: 3, level: 1, index: 1)
        #expect(tree.insert(Tally(1), at: middle) == .merged(stored: middle, removed: []))
        for (level, index) in [(1, 1), (0, 2), (0, 3), (2, 0), (3, 0)] {
            let range = ShardRange(replicate: 3, level: level, index: UInt64(index))
            #expect(tree.insert(Tally(1), at: range) == .overlapping)
            #expect(tree.covers(range) == (level < 2))
        }
        #expect(tree.mergedDraws == 8192 && !tree.isComplete)
        let first = ShardRange(replicate: 3, level: 1, index: 0)
        let parent = ShardRange(replicate: 3, level: 2, index: 0)
        #expect(tree.insert(Tally(2), at: first) == .merged(stored: parent, removed: [middle]))
        #expect(tree[parent] == Tally(2, 1) && tree[first] == nil && tree.covers(first))
    }

    /// Ranges as a damaged message or ledger may hold them.
    @Test func rangesOutsideTheRunAreRefusedWhateverTheySay() throws {
        let layout = try #require(DrawLayout(draws: 16 * 4096 * 3))
        var tree = MergeTree<Tally>(layout: layout)
        for replicate in [0, 15, -1, 16, .min, .max] {
            for level in [0, 1, 2, 3, 28, 63, 64, -1, .min, .max] {
                for index in [0, 2, 3, 1 << 28, UInt64.max >> 1, .max] {
                    let range = ShardRange(replicate: replicate, level: level, index: index)
                    let isInside =
                        (0..<16).contains(replicate)
                        && (level == 0 && index < 3 || level == 2 && index == 0 || level == 1 && index == 0)
                    #expect(layout.contains(range) == isInside, "\(range)")
                    #expect(!tree.covers(range) && tree[range] == nil)
                    if !isInside { #expect(tree.insert(Tally(1), at: range) == .outsideRun) }
                    _ = layout.draws(in: range)
                }
            }
        }
        #expect(tree.mergedDraws == 0)
    }
}

/// Records the order of joining.
private struct Tally: Mergeable, Equatable {
    var marks: [Int]

    init(_ marks: Int...) { self.marks = marks }

    var byteCount: Int { marks.count }

    mutating func merge(_ next: Tally) { marks += next.marks }
}
