import Scheduling
import Statistics
import Testing

@testable import Reports

struct ResultCSVTests {
    @Test func fieldsAreQuotedWhereTheyMust() {
        var csv = CSVWriter(header: ["a", "b"])
        csv.append([.string("plain text"), .string("a,b")])
        csv.append([.string("say \"so\""), .string("two\r\nlines")])
        csv.append([.integer(.max), .number(0.1)])
        csv.append([.number(.nan), .null])
        #expect(
            csv.text
                == "a,b\nplain text,\"a,b\"\n\"say \"\"so\"\"\",\"two\r\nlines\"\n18446744073709551615,0.1\n,\n")
    }

    @Test func everyFigureHasARow() throws {
        let (_, result) = try Synthetic.result(of: Fixtures.imports, draws: 4096, merged: 1024, state: .running)
        let rows = result.csv.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        #expect(rows[0] == ["kind", "name", "unit", "figure", "value", "se", "scenario"])
        #expect(rows.allSatisfy { $0.count == 7 })
        let mean = try #require(result.scenarios[0].figures.outputs[0].estimate.figures?.mean)
        let row = try #require(rows.first { $0[1] == "imported" && $0[3] == "mean" })
        #expect(row[0] == "output" && row[2] == "H100e" && Double(row[4]) == mean.value)
        #expect(Double(row[5]) == mean.standardError)
        #expect(rows.filter { $0[0] == "output" }.count == 8 * 12)
        #expect(rows.contains(["run", "test", "", "merged", "0.25", "", "baseline"]))
        #expect(rows.contains { $0[1] == "never" && $0[3] == "bound" && Double($0[4]) ?? 1 < 0.003 })
        #expect(rows.contains(["identity", "share == ratio / (1 + ratio)", "", "violations", "0", "", "baseline"]))
    }
}
