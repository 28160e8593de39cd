import Statistics
import Testing

@testable import Scheduling

@Suite struct QueueTests {
    /// Against an array that does the same naively.
    @Test(arguments: UInt64(1)...20)
    func aUniqueQueueIsAnArrayWithoutRepetitions(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var queue = UniqueQueue<Int>()
        var model: [Int] = []
        for _ in 0..<2000 {
            let element = generator.below(40)
            switch generator.below(4) {
            case 0:
                queue.append(element)
                if !model.contains(element) { model.append(element) }
            case 1:
                queue.remove(element)
                model.removeAll { $0 == element }
            case 2:
                queue.moveToBack(element)
                model.removeAll { $0 == element }
                model.append(element)
            default: #expect(queue.popFirst() == (model.isEmpty ? nil : model.removeFirst()), "seed \(seed)")
            }
            #expect(queue.first == model.first && queue.count == model.count, "seed \(seed)")
            #expect(queue.contains(element) == model.contains(element), "seed \(seed)")
            #expect(queue.capacityInUse <= 2 * 41 + 33, "seed \(seed)")
        }
    }

    @Test(arguments: [1, 15, 16, 17, 4096 * 16, 4096 * 16 + 1, 1_000_000, 40_000_000] as [UInt64])
    func theQueueCoversARunOnce(draws: UInt64) throws {
        let layout = try #require(DrawLayout(draws: draws))
        var queue = ShardQueue(layout: layout, level: ShardSizing.level(forLeaves: layout.leaves), merged: [])
        var tree = MergeTree<Spelling>(layout: layout)
        while let range = queue.next() {
            guard case .merged = tree.insert(Spelling(text: ""), at: range) else {
                Issue.record("\(range) was cut twice")
                return
            }
        }
        #expect(tree.isComplete)
    }

    /// Whatever is merged already, the queue cuts what is left of it, once.
    @Test(arguments: UInt64(1)...40)
    func theQueueCoversWhatIsLeftOnce(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let layout = try #require(DrawLayout(draws: UInt64(1 + generator.below(6_000_000))))
        var tree = MergeTree<Spelling>(layout: layout)
        for _ in 0..<generator.below(60) {
            let replicate = generator.below(DrawLayout.replicates)
            guard let root = layout.root(ofReplicate: replicate) else { continue }
            let level = generator.below(root.level + 1)
            let index = UInt64(generator.below(1 << (root.level - level)))
            _ = tree.insert(Spelling(text: ""), at: ShardRange(replicate: replicate, level: level, index: index))
        }
        var queue = ShardQueue(layout: layout, level: generator.below(4), merged: tree.nodes.map(\.range))
        while let range = queue.next() {
            guard case .merged = tree.insert(Spelling(text: ""), at: range) else {
                Issue.record("seed \(seed): \(range) was merged already")
                return
            }
        }
        #expect(tree.isComplete, "seed \(seed)")
    }

    /// The longest run takes memory for what is out, not for what is left.
    @Test func theLongestRunTakesLittleMemory() throws {
        let layout = try #require(DrawLayout(draws: DrawLayout.maximumDraws))
        var queue = ShardQueue(layout: layout, level: ShardSizing.level(forLeaves: layout.leaves), merged: [])
        for _ in 0..<10_000 { _ = queue.next() }
        #expect(queue.footprint <= DrawLayout.replicates * DrawLayout.maximumLevel)
    }

    @Test func fastAndSlowReplicatesStayBalanced() throws {
        let layout = try #require(DrawLayout(draws: 100_000_000))
        var queue = ShardQueue(layout: layout, level: 0, merged: [])
        let replicates = (0..<160).compactMap { _ in queue.next()?.replicate }
        for replicate in 0..<DrawLayout.replicates { #expect(replicates.count { $0 == replicate } == 10) }
    }
}
