import Foundation
import ModelLanguage
import Sampling
import Statistics
import Testing

/// How often the stated 95% intervals hold the truth.
///
/// In the gate 400 seeds see that it is not far off: a share of 95% has a standard error of 1.1% then, and the bounds are
/// four of them away, so that a sound figure trips them with 6e-5, one of the 134 with 1%; the seeds are fixed.
/// `scripts/coverage` measures closely, by these variables: `SUANLI_COVERAGE_SEEDS`, `SUANLI_COVERAGE_LENGTHS` (powers of two, or
/// "precision"), `SUANLI_COVERAGE_CASES` (names, all unless told) and `SUANLI_COVERAGE_OUTPUT`, a file that rows are added to.
struct CoverageTests {
    /// How long a run is.
    enum Length: Hashable, Sendable, CustomStringConvertible {
        case draws(log2: Int)
        /// As long as the case's precision takes, up to 2^22.
        case precision

        var description: String {
            switch self {
            case .draws(let log2): "\(log2)"
            case .precision: "precision"
            }
        }
    }

    private static let environment = ProcessInfo.processInfo.environment
    private static let output = environment["SUANLI_COVERAGE_OUTPUT"]
    private static let seeds = Int(environment["SUANLI_COVERAGE_SEEDS"] ?? "") ?? 400
    private static let lengths = words("SUANLI_COVERAGE_LENGTHS", "14").map { word in
        Int(word).map { Length.draws(log2: $0) } ?? .precision
    }
    private static let cases = CoverageCase.all.filter { test in
        words("SUANLI_COVERAGE_CASES", CoverageCase.all.map(\.name).joined(separator: ",")).contains(test.name)
    }
    private static let bounds = seeds >= 10_000 ? 0.935...0.965 : 0.905...0.995

    private static func words(_ variable: String, _ standard: String) -> [String] {
        (environment[variable] ?? standard).split(separator: ",").map(String.init)
    }

    @Test(arguments: cases.indices, Sampler.allCases)
    func intervalsHoldTheTruth(number: Int, sampler: Sampler) throws {
        let test = Self.cases[number]
        #expect(Set(test.known.map(\.output)) == Set(test.outputs + test.probabilities), "something of each is known")
        for length in Self.lengths {
            let tally = try Self.tally(test, sampler: sampler, length: length)
            if let output = Self.output {
                try Self.write(tally, of: test, sampler: sampler, length: length, to: output)
                continue
            }
            for (known, count) in zip(test.known, tally.counts) {
                let name = "\(known.figure.text) of \(known.output), \(test.name), \(sampler)"
                #expect(count.runs == Self.seeds, "\(name) has an error in every run")
                if known.figure == .sd {
                    // What is reliable in few seeds only is a choice among them, and says nothing.
                    if count.reliable * 2 >= count.runs {
                        #expect(count.reliableShare >= Self.bounds.lowerBound, "\(name): \(count.reliableShare)")
                    }
                } else {
                    #expect(Self.bounds.contains(count.share), "\(name): \(count.share)")
                }
            }
        }
    }

    private static func tally(_ test: CoverageCase, sampler: Sampler, length: Length) throws -> CoverageTally {
        let plan = try test.model().plan()
        let precision = try #require(Precision(relative: test.precision))
        var tally = CoverageTally(test.known)
        for seed in 1...UInt64(seeds) {
            switch length {
            case .draws(let log2):
                let layout = try #require(DrawLayout(draws: 1 << UInt64(log2)))
                let run = CoverageRun(plan, sampler: sampler, seed: seed, layout: layout)
                tally.add(try run.whole().parts[0], of: test)
            case .precision:
                let layout = try #require(DrawLayout(draws: 1 << 22))
                let run = CoverageRun(plan, sampler: sampler, seed: seed, layout: layout)
                tally.add(try run.until(precision).estimates, of: test)
            }
        }
        return tally
    }

    /// A row a figure: case, sampler, length, mean draws, figure, runs, held, reliable, held of those, root mean square of the
    /// relative half-widths and of the relative errors.
    private static func write(
        _ tally: CoverageTally, of test: CoverageCase, sampler: Sampler, length: Length, to path: String
    ) throws {
        let rows = zip(test.known, tally.counts).map { known, count in
            let runs = Double(count.runs)
            let numbers = [(count.stated / runs).squareRoot(), (count.made / runs).squareRoot()]
            return
                ([test.name, "\(sampler)", "\(length)", "\(Int(tally.draws) / seeds)", known.output, known.figure.text]
                + [count.runs, count.held, count.reliable, count.heldReliably].map(String.init)
                + numbers.map { "\($0)" }).joined(separator: ",") + "\n"
        }
        if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(filePath: path)) }
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Data(rows.joined().utf8))
        try file.close()
    }
}
