import BinaryCoding
import Foundation
import Scheduling
import Statistics
import Testing

@testable import Reports

struct ResultJSONTests {
    /// The parts of the contract's JSON that have numbers, read by Foundation.
    private struct Contract: Decodable {
        struct Value: Decodable {
            let value: Double?
            let se: Double?
            let atom: Bool?
            let bound: Double?
            let undefined: UInt64?
        }
        struct Output: Decodable {
            let unit: String
            let label: String
            let mean: Value
            let sd: Value
            let min: Double?
            let max: Double?
            let quantiles: [String: Value]
        }
        struct Identity: Decodable {
            let identity: String
            let violations: UInt64
        }
        let version: Int
        let run: String
        let model: [String: String]
        let scenario: String
        let sampler: String
        let seed: UInt64
        let draws: UInt64
        let replicates: Int
        let state: String
        let merged: Double
        let digest: String
        let outputs: [String: Output]
        let probabilities: [String: Value]
        let identities: [Identity]
        let not_finite: [String: UInt64]
        let seconds: Double
    }

    private func read(_ result: RunResult) throws -> Contract {
        try JSONDecoder().decode(Contract.self, from: Data(result.json.utf8))
    }

    private func expectSame(_ value: Contract.Value, _ figure: Figure) {
        #expect(value.value?.bitPattern == figure.value.bitPattern)
        #expect(value.se?.bitPattern == figure.standardError?.bitPattern)
    }

    @Test func everyFigureReadsBackToTheBit() throws {
        let (_, result) = try Synthetic.result(of: Fixtures.imports, draws: 8_192)
        let json = try read(result)
        #expect(json.outputs.count == result.scenarios[0].figures.outputs.count)
        for output in result.scenarios[0].figures.outputs {
            let read = try #require(json.outputs[output.name.name])
            let figures = try #require(output.estimate.figures)
            expectSame(read.mean, figures.mean)
            expectSame(read.sd, figures.sd)
            #expect(read.min?.bitPattern == figures.minimum.bitPattern && read.max == figures.maximum)
            #expect(Set(read.quantiles.keys) == ["0.01", "0.05", "0.25", "0.5", "0.75", "0.95", "0.99"])
            for quantile in figures.quantiles {
                let value = try #require(read.quantiles["\(quantile.probability)"])
                expectSame(value, quantile.figure)
                #expect(value.atom == (quantile.isAtom ? true : nil))
            }
            #expect(read.unit == output.name.unit && read.label == output.name.label ?? output.name.name)
        }
        for probability in result.scenarios[0].figures.probabilities {
            let value = try #require(json.probabilities[probability.name.name])
            expectSame(value, probability.estimate.figure)
            #expect(value.bound == probability.estimate.bound)
        }
        #expect(json.probabilities["never"]?.bound != nil && json.probabilities["never"]?.se == nil)
        #expect(json.outputs["legal"]?.quantiles["0.05"]?.atom == true)
    }

    @Test func settingsAreExact() throws {
        let (_, result) = try Synthetic.result(of: Fixtures.imports, draws: 4096)
        let json = try read(result)
        #expect(json.version == 1 && json.run == "test" && json.scenario == "baseline" && json.sampler == "philox")
        #expect(json.seed == .max && json.draws == 4096 && json.replicates == 16 && json.state == "done")
        #expect(json.merged == 1 && json.seconds == 0.5 && json.digest == result.digest.description)
        #expect(json.model == ["name": "synthetic", "digest": result.model.digest.description])
        #expect(json.identities.map(\.identity) == ["share == ratio / (1 + ratio)"])
    }

    @Test func whatDoesNotExistIsNull() throws {
        let (_, result) = try Synthetic.result(of: Fixtures.broken, draws: 4096, merged: 1000, state: .failed)
        let json = try read(result)
        let nothing = try #require(json.outputs["nothing"])
        #expect(nothing.mean.value == nil && nothing.min == nil && nothing.quantiles["0.5"]?.value == nil)
        #expect(nothing.quantiles.count == 7)
        #expect(json.not_finite["nothing"] == 1000)
        #expect(json.probabilities["undefined"]?.value == nil && json.probabilities["undefined"]?.undefined == 1000)
        #expect(
            json.identities[0].violations == result.scenarios[0].figures.identities[0].violations
                && json.identities[0].violations > 0)
        #expect(json.merged == 1000.0 / 4096)
        // One draw has no standard deviation: NaN, which JSON has no word for.
        let (_, single) = try Synthetic.result(of: Fixtures.imports, draws: 1)
        #expect(try read(single).outputs["imported"]?.sd.value == nil)
    }

    /// Scripts rely on the names and, reading with their eyes, on the order.
    @Test func keysAreThoseOfTheContractInItsOrder() throws {
        let (_, result) = try Synthetic.result(of: Fixtures.imports, draws: 4096)
        guard case .object(let members) = ResultJSON.value(of: result),
            case .object(let output)? = members[11].value["ratio"]
        else {
            Issue.record("no objects")
            return
        }
        #expect(
            members.map(\.key) == [
                "version", "run", "model", "scenario", "sampler", "seed", "draws", "replicates", "state", "merged",
                "digest", "outputs", "probabilities", "identities", "not_finite", "seconds",
            ])
        #expect(output.map(\.key) == ["unit", "label", "mean", "sd", "min", "max", "quantiles", "sensitivity"])
        #expect(output.last?.value == .null)
    }

    @Test func anyTextIsWrittenSoThatItReadsBack() throws {
        let texts = ["", "\"\\/", "\u{0}\u{1}\u{1f}\u{7f}\n\r\t\r\n", "e\u{301} é 算力 😀", "\u{2028}\u{feff}x"]
        for text in texts {
            let value = JSONValue.object([.init(key: text, value: .array([.string(text), .null, .bool(true)]))])
            let read = try JSONDecoder().decode([String: [JSONValue]].self, from: Data(value.text.utf8))
            #expect(read.first?.key.utf8.elementsEqual(text.utf8) == true)
            #expect(read.first?.value[0] == .string(text))
        }
    }

    @Test func numbersAreTheShortestThatReadBack() {
        let numbers: [Double] = [
            0.1, 1, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e21, .nan, .infinity, -.infinity,
        ]
        let text = JSONValue.array(numbers.map { .number($0) }).text
        #expect(text == "[0.1, 1.0, -0.0, 5e-324, 1.7976931348623157e+308, 1e+21, null, null, null]\n")
    }
}
