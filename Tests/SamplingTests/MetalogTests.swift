import TestSupport
import Testing

@testable import Sampling

@Suite struct MetalogTests {
    /// As the slopes of the quantile function on a fine grid say (`Data/make_marginals.py`).
    @Test func feasibleOnesAreAcceptedAndNoOthers() throws {
        let rows = referenceTable("metalogs")
        #expect(rows.filter { $0[4] == "1" }.count > 30 && rows.filter { $0[4] == "0" }.count > 30)
        for row in rows {
            let probabilities = row[0].split(separator: " ").compactMap { Double($0) }
            let values = row[1].split(separator: " ").compactMap { Double($0) }
            let quantiles = zip(probabilities, values).map { Quantile($0, $1) }
            let metalog = try? Metalog(quantiles: quantiles, min: Double(row[2]), max: Double(row[3]))
            #expect((metalog != nil) == (row[4] == "1"), "\(row)")
            guard let kernel = metalog?.kernel() else { continue }
            for quantile in quantiles {
                #expect(abs(kernel.quantile(quantile.probability) - quantile.value) <= 1e-9 * abs(quantile.value))
            }
        }
    }

    /// The place is where the density fails, and the error says what to change.
    @Test func infeasibleOnesSayWhere() throws {
        let quantiles = [Quantile(0.1, 1), Quantile(0.5, 1.1), Quantile(0.9, 9)]
        do {
            _ = try Metalog(quantiles: quantiles, min: nil, max: nil)
            Issue.record("accepted")
        } catch {
            #expect(error.description.contains("at about") && error.description.contains("fewer quantiles"), "\(error)")
        }
    }

    @Test func whatIsNoSetOfQuantilesIsRefused() {
        let good = [Quantile(0.1, 1), Quantile(0.5, 2), Quantile(0.9, 5)]
        let attempts: [(String, [Quantile], Double?, Double?)] = [
            ("two", Array(good.prefix(2)), nil, nil), ("falling", [good[0], Quantile(0.5, 0), good[2]], nil, nil),
            ("same", [good[0], Quantile(0.1, 2), good[2]], nil, nil), ("min inside", good, 1, nil),
            ("max inside", good, nil, 5), ("NaN", [good[0], Quantile(0.5, .nan), good[2]], nil, nil),
            ("too many", (1...11).map { Quantile(Double($0) / 12, Double($0)) }, nil, nil),
            ("undetermined", (1...7).map { Quantile(Double($0) / 8, Double($0)) }, nil, nil),
            ("wide", good, -1e308, 1e308), ("infinite", good, -.infinity, nil),
            ("close", [good[0], Quantile(0.1.nextUp, 2), Quantile(0.1.nextUp.nextUp, 2.5)], nil, nil),
        ]
        for (name, quantiles, min, max) in attempts {
            #expect(throws: MarginalFailure.self, "\(name)") { try Metalog(quantiles: quantiles, min: min, max: max) }
        }
    }
}
