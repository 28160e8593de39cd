import BinaryCoding
import CKernels
import TestSupport
import Testing

@testable import Statistics

@Suite struct SensitivityTests {
    // MARK: Bins

    @Test(arguments: [(8, 64), (80, 640), (160, 2_560), (4, 4), (3, 96)])
    func gradedBinsHalveTowardBothEnds(inner: Int, cells: Int) {
        let bins = SensitivityBins.graded(inner: inner, cells: cells)
        let edges = bins.edges
        #expect(bins.areSound && edges.count == bins.count + 1)
        #expect(edges.first == 0 && edges.last == 1 && zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 })
        #expect(edges[1] == 1 / Double(cells) && edges[edges.count - 2] == 1 - 1 / Double(cells))
        for (cell, bin) in bins.binsOfCells.enumerated() {
            let middle = (Double(cell) + 0.5) / Double(cells)
            #expect(edges[Int(bin)] < middle && middle < edges[Int(bin) + 1])
        }
    }

    private func cut(_ cuts: [Double]) -> SensitivityBins {
        .cut(cuts, isAtom: Array(repeating: false, count: cuts.count + 1))
    }

    @Test func binsThatCannotBeAreRefused() {
        let unsound: [SensitivityBins] = [
            .graded(inner: 3, cells: 64), .graded(inner: 32, cells: 96), .graded(inner: 64, cells: 32),
            .graded(inner: 0, cells: 0), .graded(inner: 2, cells: 1 << 14), cut([0.5, 0.5]), cut([0]), cut([1]),
            cut([.nan]), cut([0.6, 0.4]), cut((1...1_024).map { Double($0) / 2_000 }), .cut([0.5], isAtom: [true]),
            .cut([], isAtom: [true, false]),
        ]
        for bins in unsound {
            #expect(SensitivityShape(outputs: 1, bins: [bins], hasTotals: true, drawsPerReplicate: 4096) == nil)
        }
    }

    @Test func analysesBeyondTheBoundsAreRefused() {
        let bins = SensitivityBins.graded(inner: 128, cells: 1024)
        let shape = { (outputs: Int, factors: Int, draws: UInt64) in
            SensitivityShape(
                outputs: outputs, bins: Array(repeating: bins, count: factors), hasTotals: true,
                drawsPerReplicate: draws)
        }
        #expect(shape(10, 100, 4096)?.partCount == 16 * 8)
        #expect(shape(1_000, 1_000, 4096) == nil)
        #expect(shape(0, 1, 4096) == nil)
        #expect(shape(1, 0, 4096) == nil)
        #expect(shape(1, 1, 4095) == nil)
        #expect(shape(1, 1, 128) == nil)
        #expect(shape(1, 1, 1 << 25) == nil)
        let groups = { SensitivityShape(outputs: 1, groups: $0, hasTotals: true, drawsPerReplicate: 4096) }
        #expect(groups(40_000)?.partCount == 16 * 5_001)
        #expect(groups(60_000) == nil)
    }

    @Test func uniformsFallIntoTheBinsTheyBelongTo() {
        var random = SeededGenerator(seed: 1)
        let cuts = (0..<37).map { _ in Double.random(in: 0..<1, using: &random) }.sorted()
        let uniforms = cuts + (0..<500).map { _ in Double.random(in: 0..<1, using: &random) }
        var bins = Array(repeating: UInt16.max, count: uniforms.count)
        suanli_bins_cut(uniforms, cuts, cuts.count, &bins, uniforms.count)
        #expect(bins == uniforms.map { uniform in UInt16(cuts.count { $0 <= uniform }) })
        suanli_bins_cut(uniforms, cuts, 0, &bins, uniforms.count)
        #expect(bins.allSatisfy { $0 == 0 })
    }

    // MARK: Ranks

    /// Ranks are those of sorting: with values far from, near and on both sides of each other, beside ones that leave them no digits
    /// from the middle, and ties.
    @Test(arguments: UInt64(1)...40)
    func ranksAreThoseOfSorting(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let count = seed == 1 ? 1 : Int.random(in: 1...4096, using: &random)
        let far = [1e300, 1e9, 3_000][Int(seed % 3)]
        let column = (0..<count).map { _ -> Double in
            switch Int.random(in: 0..<8, using: &random) {
            case 0: return [1e300, -1e300, 1e-300, -0.0].randomElement(using: &random) ?? 0
            case 1: return 2_026
            case 2...4: return far + Double.random(in: -1...1, using: &random)
            default: return 2_026 + (Double.random(in: -1...1, using: &random) * 500).rounded() / 10
            }
        }
        var ranks = Array(repeating: UInt16.max, count: count)
        let ties = suanli_mid_ranks(column, count, &ranks)
        var expectedTies = 0.0
        for (value, rank) in zip(column, ranks) {
            let below = column.count { $0 < value }
            let equal = column.count { $0 == value }
            #expect(Int(rank) == 2 * below + equal + 1, "seed \(seed)")
            expectedTies += Double(equal * equal - 1)
        }
        #expect(ties == expectedTies)
    }

    /// Every instruction set adds rows up as one number at a time does, in their order.
    @Test func rowsAreAddedUpByBin() throws {
        var random = SeededGenerator(seed: 1)
        let (count, lanes) = (1_000, Int(SUANLI_BIN_LANES))
        // Of three factors, two of which are added up together.
        let firsts: [UInt32] = [0, 9, 18]
        let bins = firsts.map { _ in (0..<count).map { _ in UInt16.random(in: 0..<9, using: &random) } }
        let rows = (0..<count * lanes).map { _ in Double.random(in: -1...1, using: &random) }
        var expected = Array(repeating: 0.0, count: 27 * lanes)
        var counts = Array(repeating: UInt32(1), count: 9)
        for (first, bins) in zip(firsts, bins) {
            for (index, bin) in bins.enumerated() {
                let start = (Int(first) + Int(bin)) * lanes
                for lane in 0..<lanes { expected[start + lane] += rows[index * lanes + lane] }
            }
        }
        suanli_count_bins(bins[0], count, &counts)
        #expect(counts.map(Int.init) == (0..<9).map { bin in 1 + bins[0].count { $0 == bin } })
        let storage = bins.map { bins in
            let buffer = UnsafeMutableBufferPointer<UInt16>.allocate(capacity: count)
            _ = buffer.initialize(from: bins)
            return buffer
        }
        defer { storage.forEach { $0.deallocate() } }
        let columns = storage.map { UnsafePointer($0.baseAddress) }
        for number in 0..<SUANLI_INSTRUCTION_SETS.rawValue {
            guard let kernels = suanli_kernels_of(suanli_instruction_set(number)) else { continue }
            var sums = Array(repeating: 0.0, count: 27 * lanes)
            kernels.pointee.add_to_bins(columns, firsts, firsts.count, rows, count, &sums)
            #expect(sums == expected, "instruction set \(number)")
        }
    }

    // MARK: Coding

    private func parts(seed: UInt64) throws -> (shape: SensitivityShape, parts: [Int: SensitivityPart]) {
        let bins: [SensitivityBins] = [.graded(inner: 8, cells: 64), .cut([0.3], isAtom: [true, false])]
        let shape = try #require(
            SensitivityShape(outputs: 5, bins: bins, hasTotals: true, drawsPerReplicate: 256))
        var random = SeededGenerator(seed: seed)
        var parts: [Int: SensitivityPart] = [:]
        for part in 0..<shape.partCount {
            parts[part] = SensitivityPart(
                values: (0..<shape.valueCount(ofPart: part)).map { _ in Double.random(in: 0...3, using: &random) })
        }
        return (shape, parts)
    }

    @Test func partsComeBack() throws {
        let (shape, parts) = try parts(seed: 1)
        for (number, part) in parts {
            let bytes = part.encoded()
            #expect(bytes.count == SensitivityPart.byteCount(ofPart: number, shape: shape))
            #expect(try SensitivityPart(decoding: bytes[...], part: number, shape: shape) == part)
            for damaged in [bytes.dropLast(), (bytes + [0])[...], ([9] + bytes.dropFirst())[...]] {
                #expect(throws: DecodingFailure.self) {
                    try SensitivityPart(decoding: damaged, part: number, shape: shape)
                }
            }
            for other in [-1, shape.partCount] {
                #expect(throws: DecodingFailure.self) {
                    try SensitivityPart(decoding: bytes[...], part: other, shape: shape)
                }
            }
        }
    }

    /// Whatever the numbers of parts are, figures are finite or are not there.
    @Test(arguments: UInt64(1)...20)
    func anyPartsGiveFiguresOrNone(seed: UInt64) throws {
        let (shape, sound) = try parts(seed: seed)
        var random = SeededGenerator(seed: seed)
        let extremes = [Double.nan, .infinity, -.infinity, 0, -1, 1e308, -1e308, .leastNonzeroMagnitude]
        var parts: [Int: SensitivityPart] = [:]
        for (number, part) in sound where Int.random(in: 0..<10, using: &random) > 0 {
            parts[number] = SensitivityPart(
                values: part.values.map {
                    Int.random(in: 0..<20, using: &random) > 0 ? $0 : extremes.randomElement(using: &random) ?? $0
                })
        }
        let estimates = SensitivityEstimates(parts: parts, shape: shape)
        for output in 0..<shape.outputs {
            for factor in 0..<shape.factors {
                guard let estimate = estimates[output, factor] else { continue }
                let figures = [estimate.first, estimate.total, estimate.spearman, estimate.low, estimate.high]
                for figure in figures.compactMap(\.self) + estimate.curve.map(\.mean) {
                    #expect(figure.value.isFinite && figure.standardError?.isFinite != false, "seed \(seed)")
                }
            }
        }
    }

    // MARK: Estimates

    /// Parts of an analysis of `output` in one uniform input.
    private func estimates(
        _ bins: SensitivityBins, replicates: Int = 16, _ output: (Double, Double) -> Double
    ) throws -> SensitivityEstimates {
        let shape = try #require(SensitivityShape(outputs: 1, bins: [bins], hasTotals: false, drawsPerReplicate: 4096))
        var parts: [Int: SensitivityPart] = [:]
        let cells = bins.binsOfCells
        for replicate in 0..<replicates {
            var random = SeededGenerator(seed: UInt64(replicate))
            let draws = (0..<4096).map { _ in
                (Double.random(in: 0..<1, using: &random), Double.random(in: 0..<1, using: &random))
            }
            let column = draws.map(output)
            let rows = draws.map { cells[Int($0.0 * Double(cells.count))] }
            let accumulator = SensitivityAccumulator(shape: shape, arePointsNested: false)
            column.withUnsafeBufferPointer { column in
                rows.withUnsafeBufferPointer { rows in
                    guard let column = column.baseAddress, let rows = rows.baseAddress else { return }
                    accumulator.addLeaf(column: { _ in column }, bins: { _ in rows }, count: 4096)
                }
            }
            parts[replicate] = accumulator.finish()
        }
        return SensitivityEstimates(parts: parts, shape: shape)
    }

    private let bins = SensitivityBins.graded(inner: 128, cells: 1024)

    @Test func whatOneInputAloneDecidesIsItsOwn() throws {
        let estimate = try #require(try estimates(bins) { x, _ in x * x * x }[0, 0])
        let (first, spearman) = (try #require(estimate.first), try #require(estimate.spearman))
        #expect(abs(first.value - 1) < 5 * (first.standardError ?? 0))
        #expect(abs(spearman.value - 1) < 0.001)
        let low = try #require(estimate.low)
        #expect(abs(low.value - 0.05 * 0.05 * 0.05) < 1e-4)
        #expect(estimate.curve.count == 16 && estimate.curve.last?.quantiles == 15.0 / 16...1)
    }

    /// An output far from zero loses nothing, and what is the same in all draws of a bin comes out as it is.
    @Test func meansAreAsExactAsTheOutput() throws {
        let far = try #require(try estimates(bins) { x, _ in 1e12 + (x < 0.5 ? 0 : 10) }[0, 0])
        let (low, high) = (try #require(far.low), try #require(far.high))
        #expect(abs(low.value - 1e12) < 1e-3 && abs(high.value - 1e12 - 10) < 1e-3)
        let near = try #require(try estimates(bins) { x, _ in x < 0.5 ? 0 : 10 }[0, 0])
        #expect(near.low?.value == 0 && abs((near.high?.value ?? 0) - 10) < 1e-14)
    }

    @Test func anOutputThatNeverMovesHasNoIndices() throws {
        #expect(try estimates(bins) { _, _ in 7 }[0, 0] == nil)
        #expect(try estimates(bins) { _, _ in .nan }[0, 0] == nil)
    }

    /// Which draws have a value may hang on x itself, so that the bins of all draws say nothing.
    @Test func anOutputThatIsNotAlwaysFiniteHasNoIndices() throws {
        #expect(try estimates(bins) { x, y in y < 0.1 ? .infinity : x }[0, 0] == nil)
    }

    @Test func fewReplicatesGiveFiguresWithoutErrors() throws {
        #expect(try estimates(bins, replicates: 1) { x, _ in x }[0, 0] == nil)
        let estimate = try #require(try estimates(bins, replicates: 2) { x, _ in x }[0, 0])
        #expect(abs((estimate.first?.value ?? 0) - 1) < 0.1 && estimate.first?.standardError == nil)
    }
}
