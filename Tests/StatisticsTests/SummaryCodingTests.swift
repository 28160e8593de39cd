import BinaryCoding
import CKernels
import TestSupport
import Testing

@testable import Statistics

@Suite struct SummaryCodingTests {
    private let shape = SummaryShape(outputs: 3, probabilities: 2, identities: 1)

    private func example(seed: UInt64, draws: UInt64) -> Summary {
        let columns = Columns(shape: shape) { replicate, index in
            let u = uniforms(seed: seed &+ index, replicate: replicate, count: 2)
            return [
                suanli_normal_quantile(u[0]), u[0] < 0.5 ? 0 : 1 / 3.0, u[1] < 0.1 ? .nan : -u[1],
                u[0] < 0.2 ? 1 : 0, u[1] < 0.1 ? .nan : 1, 1,
            ]
        }
        guard let layout = DrawLayout(draws: draws * 16) else { return Summary(shape: shape) }
        return columns.summary(of: ShardRange(replicate: 1, level: 0, index: 0), in: layout)
    }

    @Test(arguments: [0, 1, 2, 500] as [UInt64])
    func summariesComeBack(draws: UInt64) throws {
        let summary = draws == 0 ? Summary(shape: shape) : example(seed: 1, draws: draws)
        #expect(summary.draws == draws)
        let bytes = summary.encoded()
        #expect(try Summary(decoding: bytes[...], shape: shape) == summary)
        #expect(throws: DecodingFailure.self) { try Summary(decoding: bytes.dropLast(), shape: shape) }
        #expect(throws: DecodingFailure.self) { try Summary(decoding: (bytes + [0])[...], shape: shape) }
        let other = SummaryShape(outputs: 2, probabilities: 2, identities: 1)
        #expect(throws: DecodingFailure.self) { try Summary(decoding: bytes[...], shape: other) }
    }

    @Test func theMemoryOfASummaryIsThatOfItsBuckets() {
        let empty = Summary(shape: shape).byteCount
        let (few, many) = (example(seed: 1, draws: 10), example(seed: 1, draws: 500))
        #expect(empty >= 3 * MemoryLayout<OutputSummary>.stride)
        let buckets = many.parts[0].outputs.reduce(0) { $0 + $1.histogram.buckets.count }
        #expect(buckets > 300 && many.byteCount >= empty + buckets * MemoryLayout<Histogram.Bucket>.stride)
        // What was joined has room for both.
        #expect(many.byteCount <= 3 * (empty + buckets * MemoryLayout<Histogram.Bucket>.stride))
        #expect(few.byteCount < many.byteCount)
    }

    /// Damaged bytes are refused, or are a summary that joins and gives estimates like any other.
    @Test(arguments: UInt64(1)...40)
    func damagedSummariesDoNoHarm(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let summary = example(seed: seed, draws: UInt64.random(in: 1...60, using: &random))
        let bytes = summary.encoded()
        for _ in 0..<300 {
            var damaged = bytes
            for _ in 0...Int.random(in: 0...2, using: &random) {
                let position = Int.random(in: 0..<damaged.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: damaged[position] = UInt8.random(in: 0...255, using: &random)
                case 1: damaged[position] ^= 1 << UInt8.random(in: 0...7, using: &random)
                case 2: damaged.insert(255, at: position)
                default:
                    damaged.replaceSubrange(
                        position..<min(position + 8, damaged.count), with: [255, 255, 255, 255, 255, 255, 255, 127])
                }
            }
            guard let read = try? Summary(decoding: damaged[...], shape: shape, keepsBytes: true) else { continue }
            use(read, after: summary)
        }
    }

    private func use(_ read: Summary, after good: Summary) {
        #expect((try? Summary(decoding: read.encoded()[...], shape: shape)) == read)
        // The bytes that it keeps are those that it would be written as.
        var forgetful = read
        forgetful.source = KnownBytes()
        #expect(forgetful.encoded() == read.encoded() && forgetful == read)
        var joined = good
        joined.merge(read)
        joined.merge(read)
        var replicates = [Summary](repeating: joined, count: 16)
        replicates[3] = read
        let estimates = RunEstimates(replicates: replicates).parts[0]
        for figures in estimates.outputs.compactMap(\.figures) {
            let found = figures.quantiles.map(\.figure.value)
            #expect(found.allSatisfy { figures.minimum...figures.maximum ~= $0 })
            #expect(figures.minimum...figures.maximum ~= figures.mean.value)
            _ = figures.shares(between: [-1, 0, 1])
        }
        for probability in estimates.probabilities { _ = probability.bound }
    }

    private func refused(_ change: (inout Summary) -> Void) {
        var summary = example(seed: 3, draws: 40)
        change(&summary)
        #expect(throws: DecodingFailure.self) { try Summary(decoding: summary.encoded()[...], shape: shape) }
    }

    /// What was decoded and then changed in any way is written as what it became.
    @Test func changedSummariesForgetTheirBytes() throws {
        let bytes = example(seed: 4, draws: 300).encoded()
        let read = try Summary(decoding: bytes[...], shape: shape, keepsBytes: true)
        #expect(read.encoded() == bytes && read.byteCount >= bytes.count)
        #expect(try Summary(decoding: bytes[...], shape: shape).source.bytes == nil)
        let changes: [(inout Summary) -> Void] = [
            { $0.merge(read) }, { $0.draws += 1 }, { $0.parts[0].outputs[1].moments.count += 1 },
            { $0 = $0.withoutHistograms },
        ]
        for change in changes {
            var changed = read
            change(&changed)
            #expect(changed.source.bytes == nil && changed.encoded() != bytes)
        }
        var joined = example(seed: 5, draws: 300)
        joined.merge(read)
        #expect(joined.source.bytes == nil && read.source.bytes == bytes)
    }

    @Test func whatDrawsCouldNotHaveGivenIsRefused() {
        refused { $0.draws = 1 << 60 }
        refused { $0.outputs[0].moments.mean = .nan }
        refused { $0.outputs[0].moments.mean = 1e9 }
        refused { $0.outputs[0].moments.squares = -1 }
        refused { $0.outputs[0].moments.squares = .nan }
        refused { $0.outputs[0].moments.minimum = -1e9 }
        refused { $0.outputs[0].moments.maximum = 1e9 }
        refused { $0.outputs[0].moments.maximum = .infinity }
        refused { $0.outputs[0].moments.count += 1 }
        refused { $0.outputs[0].notFinite += 1 }
        refused { $0.probabilities[0].hits = 41 }
        refused { $0.probabilities[1].undefined = .max }
        refused { $0.violations[0] = 41 }
        refused { $0.outputs[0].histogram = $0.outputs[1].histogram }
        #expect(throws: Never.self) {
            try Summary(decoding: example(seed: 3, draws: 40).encoded()[...], shape: shape)
        }
    }

    @Test func bucketsStayWithinFourMegabytes() {
        #expect(SummaryShape(outputs: 1, probabilities: 0, identities: 0).bucketLimit == 65_536)
        #expect(SummaryShape(outputs: 100, probabilities: 0, identities: 0).bucketLimit == 2621)
        #expect(SummaryShape(outputs: 1_000_000, probabilities: 0, identities: 0).bucketLimit == 64)
        #expect(SummaryShape(outputs: 0, probabilities: 0, identities: 0).bucketLimit == 65_536)
    }
}
