import BinaryCoding
import Scheduling
import Statistics
import Testing

@testable import Reports

struct ResultTableTests {
    @Test func aFinishedResultReadsAsItShould() throws {
        let (_, result) = try Synthetic.result(of: Fixtures.imports, draws: 65_536)
        #expect(result.table(TextStyle()) == Snapshots.imports)
    }

    @Test func aPartialAndBrokenResultSaysSoFirst() throws {
        let (_, result) = try Synthetic.result(
            of: Fixtures.broken, draws: 4096, merged: 1000, state: .failed, reason: "two results differ")
        #expect(result.table(TextStyle(width: 80, isUnicode: false)) == Snapshots.broken)
    }

    @Test(arguments: [80, 81, 100, 140], [true, false])
    func everyLineKeepsWithinTheWidth(width: Int, isUnicode: Bool) throws {
        let style = TextStyle(width: width, isUnicode: isUnicode)
        let (_, result) = try Synthetic.result(of: Fixtures.imports, draws: 4096)
        let (_, broken) = try Synthetic.result(of: Fixtures.broken, draws: 4096, merged: 1000, state: .running)
        for line in (result.table(style) + broken.table(style)).split(separator: "\n") {
            #expect(line.count <= width, "\(line)")
            #expect(isUnicode || line.utf8.allSatisfy { $0 < 128 }, "\(line)")
            #expect(line.last != " ", "\(line)")
        }
    }

    @Test func coloursChangeNothingButTheColour() throws {
        let (_, result) = try Synthetic.result(of: Fixtures.imports, draws: 4096)
        let coloured = result.table(TextStyle(isColoured: true))
        #expect(coloured.contains("\u{1b}[1m"))
        #expect(coloured.replacing(#/\u{1b}\[[0-9;]*m/#, with: "") == result.table(TextStyle()))
    }

    @Test func noDrawsGiveATableWithoutFigures() throws {
        let (_, result) = try Synthetic.result(of: Fixtures.imports, draws: 4096, merged: 0, state: .queued)
        let lines = result.table(TextStyle()).split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("! partial: 0.0% merged, 0 of 4,096 draws") })
        #expect(lines.contains { $0.hasPrefix("Imported") && $0.hasSuffix(" -") })
    }

    @Test func oneDrawGivesValuesWithoutErrors() throws {
        let (_, result) = try Synthetic.result(of: Fixtures.imports, draws: 1)
        let table = result.table(TextStyle())
        #expect(table.contains("?: too few draws to tell the computing error."))
        #expect(!table.contains("nan") && !table.contains("inf"))
    }

    @Test func namesCannotForgeWhatStandsAroundThem() throws {
        var model = Fixtures.broken
        model.outputs[0] = ResultName("ratio", "\u{1b}[2J\u{202e}Ratio\nforged line")
        let (_, result) = try Synthetic.result(of: model, draws: 4096, title: "A\u{9b}31m\r\n\u{7}")
        let table = result.table(TextStyle())
        #expect(!table.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || (127...159).contains($0.value) })
        #expect(!table.contains("\nforged"))
        #expect(table.contains("?[2J?Ratio forged line"))
    }

    @Test func estimatesOfAnotherModelAreRefused() throws {
        let (run, result) = try Synthetic.result(of: Fixtures.broken, draws: 4096)
        #expect(throws: ReportFailure("the estimates of run test are not of the model synthetic")) {
            try RunResult(
                of: run, model: result.model, scenarios: [("baseline", nil, ContentDigest(of: run.plan))],
                names: ResultNames(outputs: [], probabilities: [], identities: []),
                estimates: Synthetic.estimates(of: Fixtures.broken, draws: 16), state: .done, seconds: 0)
        }
    }

    @Test func theDigestIsOfTheEstimatesAndSettings() throws {
        let (run, result) = try Synthetic.result(of: Fixtures.broken, draws: 4096)
        let expected = ResultDigest.compute(
            plan: ContentDigest(of: run.plan), sampler: run.sampler, seed: run.seed, draws: 4096, kernelVersion: "1",
            parts: Synthetic.estimates(of: Fixtures.broken, draws: 4096).parts)
        #expect(result.digest == expected)
        #expect(!result.isPartial && result.merged == 1 && !result.doIdentitiesHold)
    }

    /// Draws that an earlier version computed may have had other figures there: nobody takes these for those.
    @Test func whatAnotherVersionEstimatesSaysSo() throws {
        let (_, own) = try Synthetic.result(of: Fixtures.broken, draws: 4096)
        let (_, other) = try Synthetic.result(of: Fixtures.broken, draws: 4096, estimatedBy: "2")
        #expect(own.digest != other.digest)
        let wide = TextStyle(width: 400)
        #expect(!own.table(wide).contains("computed by kernels"))
        let said = "its draws were computed by kernels 1 and are estimated by this version's rules"
        #expect(other.table(wide).contains(said))
    }

    /// Half of the draws lie at 0, the rest evenly from 0 to 10: the first bin, of two columns, is full, the others are low.
    @Test func anAtomAndAFlatDensityAreDrawnAsSuch() throws {
        let model = Synthetic.Model(outputs: [ResultName("x")]) { random in
            ([random.unit() < 0.5 ? 0 : random.unit() * 10], [], [])
        }
        let (_, result) = try Synthetic.result(of: model, draws: 16_384)
        let lines = result.table(TextStyle(width: 83)).split(separator: "\n")
        let curve = try #require(lines.firstIndex { $0.hasPrefix("x  █") })
        #expect(lines[curve].count <= 5)
        #expect(lines[curve + 1].dropFirst(3).prefix(1) == "█")
        // The 95% quantile is at 9 of 10, the 71st of 79 columns, give or take the sampling.
        #expect(lines[curve + 2].hasPrefix("   ●───") && (73...75).contains(lines[curve + 2].count))
    }
}
