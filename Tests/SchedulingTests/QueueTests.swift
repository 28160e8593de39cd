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
        var queue = ShardQueue(layout: layout, merged: [])
        var tree = MergeTree<Spelling>(layout: layout)
        var level = 0
        while let range = queue.next(ShardSize(level: level)) {
            let left = layout.draws - tree.mergedDraws
            #expect(queue.untouchedLeaves * DrawLayout.drawsPerLeaf < left + DrawLayout.drawsPerLeaf * 16)
            guard case .merged = tree.insert(Spelling(text: ""), at: range), range.level <= level else {
                Issue.record("\(range) was cut twice, or is too large")
                return
            }
            level = (level + 3) % 11
        }
        #expect(tree.isComplete && queue.untouchedLeaves == 0)
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
        var queue = ShardQueue(layout: layout, merged: tree.nodes.map(\.range))
        while let range = queue.next(ShardSize(level: generator.below(5))) {
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
        var queue = ShardQueue(layout: layout, merged: [])
        for number in 0..<10_000 { _ = queue.next(ShardSize(level: number % 9)) }
        #expect(queue.footprint <= DrawLayout.replicates * DrawLayout.maximumLevel)
    }

    @Test func fastAndSlowReplicatesStayBalanced() throws {
        let layout = try #require(DrawLayout(draws: 100_000_000))
        var queue = ShardQueue(layout: layout, merged: [])
        let replicates = (0..<160).compactMap { _ in queue.next(ShardSize(level: 0))?.replicate }
        for replicate in 0..<DrawLayout.replicates { #expect(replicates.count { $0 == replicate } == 10) }
    }

    /// What takes a moment is not cut finer for a first answer.
    @Test func shortShardsAreNotCut() throws {
        let layout = try #require(DrawLayout(draws: 4096 * 16 * 64))
        var queue = ShardQueue(layout: layout, merged: [])
        let ranges = (0..<48).compactMap { _ in queue.next(ShardSize(level: 9, shortLevel: 3)) }
        #expect(ranges.map(\.level) == [3, 3, 4].flatMap { Array(repeating: $0, count: 16) })
    }

    /// Whatever size is asked for, a first answer comes before any replicate has much: no shard is larger than what its replicate had.
    @Test func theFirstShardsAreSmall() throws {
        let layout = try #require(DrawLayout(draws: 4096 * 16 * 64))
        var queue = ShardQueue(layout: layout, merged: [])
        let ranges = (0..<64).compactMap { _ in queue.next(ShardSize(level: 9)) }
        #expect(ranges.prefix(16).map(\.level) == Array(repeating: 0, count: 16))
        #expect(Set(ranges.prefix(16).map(\.replicate)).count == 16)
        #expect(ranges.map(\.level) == [0, 0, 1, 2].flatMap { Array(repeating: $0, count: 16) })
    }
}
