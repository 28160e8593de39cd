import CKernels

/// The columns of one part of a leaf: where its results stand, at most a leaf of each.
public struct PartColumns {
    /// A column for each output.
    public let outputs: [UnsafePointer<Double>]
    /// 1, 0 or NaN.
    public let probabilities: [UnsafePointer<Double>]
    /// 1 where the identity holds.
    public let identities: [UnsafePointer<Double>]
    /// The chance of what was observed, relative to the largest there can be; `nil` where draws count alike.
    public let chance: UnsafePointer<Double>?

    /// Columns that stay where they are.
    public init(
        outputs: [UnsafePointer<Double>], probabilities: [UnsafePointer<Double>], identities: [UnsafePointer<Double>],
        chance: UnsafePointer<Double>? = nil
    ) {
        self.outputs = outputs
        self.probabilities = probabilities
        self.identities = identities
        self.chance = chance
    }
}

/// Turns the columns of a shard's leaves into its summary; used again for the next shard.
///
/// Moments are taken leaf by leaf and joined along the merge tree; draws are counted in buckets over the whole shard, since counts join in
/// any order. A column that several parts report is summarised once. Not thread-safe: one per slot. Memory: 16 KB an octave of either sign
/// that has draws, of at most ``octaveBudget`` in windows and as many in pages (but four at least for each output), 64 KB for each output,
/// and 32 KB a part with weights.
public final class ShardAccumulator {
    /// One distribution to summarise: a column, the weights of its draws, the center of its buckets.
    private struct Source: Hashable {
        let column: UnsafePointer<Double>
        /// Of the part that has the weights; -1 where draws count alike.
        let weights: Int
        let center: Double
    }

    private let shape: SummaryShape
    private let columns: [PartColumns]
    private let weights: [UnsafeMutableBufferPointer<UInt64>?]
    private let sources: [Source]
    /// For each part, the source of each output.
    private let sourceNumbers: [[Int]]
    private let counters: [DrawCounter]
    private var summary: Summary
    /// Moments of complete subtrees, like the digits of a binary counter: (level, of each source).
    private var pending: [(level: Int, moments: [Moments])] = []

    /// Octaves in windows, and octaves in pages, of all outputs together.
    private static let octaveBudget = 2_048

    /// An accumulator for plans of this shape whose results stand in `columns`, one for each part.
    public init(shape: SummaryShape, columns: [PartColumns]) {
        precondition(columns.count == shape.weighted.count, "an accumulator needs the columns of every part")
        self.shape = shape
        self.columns = columns
        weights = columns.map { $0.chance == nil ? nil : .allocate(capacity: Int(DrawLayout.drawsPerLeaf)) }
        var sources: [Source] = []
        var numbers: [Source: Int] = [:]
        sourceNumbers = columns.enumerated().map { part, columns in
            columns.outputs.enumerated().map { output, column in
                let source = Source(
                    column: column, weights: columns.chance == nil ? -1 : part,
                    center: shape.center(ofOutput: output, part: part))
                if let number = numbers[source] { return number }
                sources.append(source)
                numbers[source] = sources.count - 1
                return sources.count - 1
            }
        }
        self.sources = sources
        let share = max(4, Self.octaveBudget / max(1, sources.count))
        let scratch = BucketScratch()
        counters = sources.map {
            DrawCounter(
                center: $0.center, limit: shape.bucketLimit, isWeighted: $0.weights >= 0, octaves: share,
                scratch: scratch)
        }
        summary = Summary(shape: shape)
    }

    deinit {
        for buffer in weights { buffer?.deallocate() }
    }

    /// Adds the next leaf: the first `count` elements of every column.
    public func addLeaf(count: Int) {
        precondition(count <= Int(DrawLayout.drawsPerLeaf), "a leaf has no \(count) draws")
        summary.draws += UInt64(count)
        for part in columns.indices { weigh(part, count: count) }
        carry(
            sources.indices.map { number in
                let source = sources[number]
                let weights = source.weights < 0 ? nil : weights[source.weights]?.baseAddress.map { UnsafePointer($0) }
                let moments = Moments(column: source.column, weights: weights, length: count)
                counters[number].add(source.column, weights: weights, count: count, moments: moments)
                return moments
            })
        for part in columns.indices { tally(part, count: count) }
    }

    /// The weights of a part's draws, and what they come to.
    private func weigh(_ part: Int, count: Int) {
        guard let chance = columns[part].chance, let weights = weights[part], let base = weights.baseAddress else {
            summary.parts[part].weight.merge(WeightTally(draws: UInt64(count)))
            return
        }
        var (undefined, capped) = (0, 0)
        suanli_draw_weights(chance, Double(DrawWeight.one), count, base, &undefined, &capped)
        var tally = WeightTally()
        tally.undefined = UInt64(undefined)
        tally.capped = UInt64(capped)
        for weight in weights[..<count] {
            tally.sum += weight
            tally.squares += UInt128(weight * weight)
        }
        summary.parts[part].weight.merge(tally)
    }

    private func tally(_ part: Int, count: Int) {
        for (index, column) in columns[part].probabilities.enumerated() {
            let (hits, undefined) = hits(column, part: part, count: count)
            summary.parts[part].probabilities[index].hits += hits
            summary.parts[part].probabilities[index].undefined += undefined
        }
        for (index, column) in columns[part].identities.enumerated() {
            var held = 0
            var undefined = 0
            suanli_column_hits(column, count, &held, &undefined)
            summary.parts[part].violations[index] += UInt64(count - held)
        }
    }

    private func hits(_ column: UnsafePointer<Double>, part: Int, count: Int) -> (hits: UInt64, undefined: UInt64) {
        if let weights = weights[part]?.baseAddress {
            var (hits, undefined): (UInt64, UInt64) = (0, 0)
            suanli_weighted_hits(column, weights, count, &hits, &undefined)
            return (hits, undefined)
        }
        var (hits, undefined) = (0, 0)
        suanli_column_hits(column, count, &hits, &undefined)
        return (UInt64(hits), UInt64(undefined))
    }

    /// The summary of all leaves since the last call; empties the accumulator.
    public func finish() -> Summary {
        // What is left of the counter is the right edge of the tree: the smallest subtrees join first.
        var moments = Array(repeating: Moments(), count: sources.count)
        while let (_, right) = pending.popLast() {
            guard let left = pending.popLast() else {
                moments = right
                break
            }
            pending.append((left.level, Self.joined(left.moments, right)))
        }
        let histograms = counters.map { $0.finish() }
        for (part, numbers) in sourceNumbers.enumerated() {
            let whole = summary.parts[part].weight.sum
            for (output, number) in numbers.enumerated() {
                summary.parts[part].outputs[output].moments = moments[number]
                summary.parts[part].outputs[output].histogram = histograms[number]
                summary.parts[part].outputs[output].notFinite = whole - moments[number].count
            }
        }
        let result = summary
        summary = Summary(shape: shape)
        return result
    }

    private func carry(_ moments: [Moments]) {
        var level = 0
        var current = moments
        while let last = pending.last, last.level == level {
            pending.removeLast()
            current = Self.joined(last.moments, current)
            level += 1
        }
        pending.append((level, current))
    }

    private static func joined(_ left: [Moments], _ right: [Moments]) -> [Moments] {
        zip(left, right).map { pair in
            var result = pair.0
            result.merge(pair.1)
            return result
        }
    }
}
