import CKernels
import TestSupport
import Testing

@testable import Statistics

@Suite struct HistogramTests {
    /// A histogram of `values` through the accumulator's pages.
    private func histogram(_ values: [Double], limit: Int) -> Histogram {
        var result = Histogram(limit: limit)
        for start in stride(from: 0, to: values.count, by: 100) {
            let part = Array(values[start..<min(start + 100, values.count)])
            var buckets: [UInt32: Histogram.Bucket] = [:]
            var zeros: UInt64 = 0
            for value in part where value.isFinite {
                if value == 0 {
                    zeros += 1
                    continue
                }
                let key = UInt32(suanli_histogram_key(value) >> UInt64(Histogram.finestShift))
                let single = Histogram.Bucket(key: key, count: 1, only: value.bitPattern)
                if buckets[key]?.absorb(single) == nil { buckets[key] = single }
            }
            result.merge(
                Histogram(
                    limit: limit, center: 0, shift: Histogram.finestShift,
                    buckets: buckets.values.sorted { $0.key < $1.key },
                    zeros: zeros))
        }
        return result
    }

    /// Values of widely different spread, so that the resolution halves at different times in different orders.
    private func values(_ random: inout SeededGenerator, count: Int) -> [Double] {
        let octaves = Double.random(in: 0...200, using: &random)
        return (0..<count).map { _ in
            switch Int.random(in: 0..<12, using: &random) {
            case 0: 0
            case 1: 42
            case 2: .nan
            case 3: -Double.leastNonzeroMagnitude
            default:
                suanli_exp(octaves * Double.random(in: -0.5...0.5, using: &random))
                    * (Bool.random(using: &random) ? 1 : -1)
            }
        }
    }

    @Test(arguments: UInt64(1)...60)
    func joiningIsTheSameInAnyOrderAndGrouping(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let limit = [2, 3, 64, 300, 5000].randomElement(using: &random) ?? 64
        let parts = (0..<7).map { _ in values(&random, count: Int.random(in: 0...400, using: &random)) }
        let whole = histogram(parts.flatMap { $0 }, limit: limit)
        for _ in 0..<6 {
            var left = parts.shuffled(using: &random).map { histogram($0, limit: limit) }
            while left.count > 1 {
                let position = Int.random(in: 0..<left.count - 1, using: &random)
                let next = left.remove(at: position + 1)
                left[position].merge(next)
            }
            #expect(left[0] == whole)
            let apart = parts.shuffled(using: &random).map { histogram($0, limit: limit) }
            #expect(Histogram(joining: apart) == whole)
        }
        #expect(whole.buckets.count <= limit)
        #expect(whole.count == UInt64(parts.flatMap { $0 }.count { $0.isFinite }))
    }

    @Test(arguments: UInt64(1)...20)
    func theAccumulatorsPagesGiveTheSame(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let shape = SummaryShape(outputs: 1, probabilities: 0, identities: 0)
        let many = values(&random, count: 9000)
        #expect(summary(ofOutput: many, limit: shape).outputs[0].histogram == histogram(many, limit: shape.bucketLimit))
    }

    /// Columns of one sign, which are counted without a test where they lie in the window: values that come once, and some that come often.
    @Test(arguments: [1.0, -1.0], UInt64(1)...8)
    func columnsOfOneSignGiveTheSame(sign: Double, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let octaves = Double(seed) * 2
        let many = (0..<9000).map { _ in
            sign
                * (Bool.random(using: &random)
                    ? 2e5 : 1e6 * suanli_exp(octaves * -suanli_log(1 - Double.random(in: 0..<1, using: &random))))
        }
        let shape = SummaryShape(outputs: 1, probabilities: 0, identities: 0)
        let found = summary(ofOutput: many, limit: shape).outputs[0].histogram
        #expect(found == histogram(many, limit: shape.bucketLimit))
        #expect(found.buckets.contains { $0.only != 0 && $0.count > 100 } || found.shift > Histogram.finestShift)
    }

    /// 600 outputs have four octaves in a window and four pages each: most of an output over a hundred octaves is sorted.
    @Test func fewPagesGiveTheSame() {
        var random = SeededGenerator(seed: 9)
        let shape = SummaryShape(outputs: 600, probabilities: 0, identities: 0)
        let column = (0..<500).map { _ in suanli_exp(Double.random(in: -300...300, using: &random)) }
        let layout = DrawLayout(draws: 16 * 500)
        let columns = Columns(shape: shape) { _, index in [Double](repeating: column[Int(index)], count: 600) }
        let found = layout.map { columns.summary(of: ShardRange(replicate: 0, level: 0, index: 0), in: $0) }
        #expect(found?.outputs[599].histogram == histogram(column, limit: shape.bucketLimit))
    }

    /// Few buckets far from each other, which are not given a place for every key, and many close together, which are.
    @Test(arguments: [[1e-300, -1e300], (0..<900).map { 1 + Double($0) / 1000 }])
    func manyJoinAtOnce(values: [Double]) {
        let parts = (0..<16).map { part in
            histogram(values.map { $0 * (1 + Double(part) / 5000) } + [0, 42], limit: 4000)
        }
        let joined = parts.dropFirst().reduce(into: parts[0]) { $0.merge($1) }
        #expect(Histogram(joining: parts) == joined)
        #expect(Histogram(joining: [Histogram(limit: 4000), parts[0]]).buckets == parts[0].buckets)
    }

    /// More draws than a bucket of the window can count: it is emptied before.
    @Test func windowsAreEmptiedBeforeTheyAreFull() {
        let counter = DrawCounter(center: 0, limit: 100, isWeighted: false, octaves: 64, scratch: BucketScratch())
        let column = [42, 42, -1e-300, 0].flatMap { [Double](repeating: $0, count: 1024) }
        let leaves = Int(SUANLI_WINDOW_DRAWS) / column.count + 3
        let moments = Moments(column: column, weights: nil, length: column.count)
        for _ in 0..<leaves { counter.add(column, weights: nil, count: column.count, moments: moments) }
        let found = counter.finish()
        #expect(found.zeros == UInt64(leaves * 1024))
        #expect(found.buckets.map(\.count) == [1, 2].map { UInt64(leaves * 1024 * $0) })
        #expect(found.buckets.map { Double(bitPattern: $0.only) } == [-1e-300, 42])
        #expect(counter.finish() == Histogram(limit: 100))
    }

    @Test func bucketsCountExactlyAndKnowTheirOnlyValue() {
        let found = histogram(
            [1, 1, 1, 1.0001, 7, 0, -0.0, -7, Double.leastNonzeroMagnitude, .infinity, -.infinity, .nan], limit: 100)
        #expect(found.zeros == 2)
        #expect(found.buckets.map(\.count) == [1, 1, 4, 1])
        #expect(found.buckets.map { Double(bitPattern: $0.only) } == [-7, Double.leastNonzeroMagnitude, 0, 7])
    }

    @Test func boundsHoldTheValuesOfTheirBucketAtEveryResolution() {
        for shift in Histogram.finestShift...Histogram.coarsestShift {
            for value in [
                1, -1, 1.999, -3e-5, Double.leastNonzeroMagnitude, -Double.leastNonzeroMagnitude, 1e308, -1e308,
            ] {
                let key = UInt32(suanli_histogram_key(value) >> UInt64(shift))
                let bucket = Histogram.Bucket(key: key, count: 1, only: 0)
                let (low, high) = Histogram(limit: 2).coarsened(to: shift).bounds(of: bucket)
                #expect(low <= value && value <= high, "\(value) outside \(low) to \(high)")
            }
        }
    }

    @Test func sharesAddUpAndFallWhereTheValuesAre() {
        let values: [Double] = [0, 0, 1, 2, 2.5, 9]
        let found = histogram(values, limit: 100)
        let moments = Moments(column: values, weights: nil, length: values.count)
        #expect(
            Distribution(found, within: moments).shares(between: [-1, 0.5, 2.25, 10]) == [2, 2, 2].map { $0 / 6.0 })
        #expect(Distribution(found, within: moments).shares(between: [1]).isEmpty)
    }
}

extension Histogram {
    /// An empty histogram at a coarser resolution.
    fileprivate func coarsened(to shift: Int) -> Histogram {
        Histogram(limit: limit, center: 0, shift: shift, buckets: [], zeros: 0)
    }
}
