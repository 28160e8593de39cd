import BinaryCoding
import Scheduling
import Statistics
import Testing

@testable import Reports

struct ResultFileTests {
    private static let modelText = "suanli: 1\nname: \"x\"\t# 算力 e\u{301} \u{1}\r\n"

    private func file() throws -> (bytes: [UInt8], run: RunDescription, result: RunResult) {
        let (run, result) = try Synthetic.result(of: Fixtures.broken, draws: 4096, modelText: Self.modelText)
        return (Array(try ResultFile.encode(result, of: run, fileName: "models/x.yaml").utf8), run, result)
    }

    @Test func aFileHoldsAllThatItTakesToComputeTheResultAgain() throws {
        let (bytes, run, result) = try file()
        let file = try ResultFile(decoding: bytes)
        #expect(file.run == run.id && file.label == run.label && file.fileName == "models/x.yaml")
        #expect(file.modelText == run.modelText && file.scenario == run.scenario && file.sampler == run.sampler)
        #expect(file.seed == run.seed && file.draws == run.layout.draws && file.kernelVersion == run.kernelVersion)
        #expect(file.state == .done && file.merged == 1 && file.digest == result.digest)
        #expect(file.plan == ContentDigest(of: run.plan))
        #expect(file.firstDifference(from: result) == nil)
    }

    /// The digest alone would not tell: it stands beside the figures, and who changes one can leave the other.
    @Test func aChangedFigureIsFound() throws {
        let (bytes, _, result) = try file()
        let text = String(decoding: bytes, as: UTF8.self)
        let mean = try #require(result.scenarios[0].figures.outputs[0].estimate.figures?.mean.value)
        let changes = [
            ("\(mean)", "\(mean.nextUp)", "outputs.ratio.mean.value"),
            ("\"undefined\": 4096", "\"undefined\": 4095", "probabilities.undefined.undefined"),
            ("\"a == b\"", "\"a == c\"", "identities[0].identity"),
            ("\"nothing\": 4096", "\"nothing\": 0", "not_finite.nothing"), ("\"sd\"", "\"se\"", "outputs.nothing.sd"),
        ]
        for (old, new, place) in changes {
            #expect(text.contains(old))
            let changed = try ResultFile(decoding: Array(text.replacing(old, with: new).utf8))
            #expect(changed.firstDifference(from: result) == place)
        }
    }

    @Test func aChangedModelIsRefused() throws {
        let text = String(decoding: try file().bytes, as: UTF8.self).replacing("suanli: 1", with: "suanli: 2")
        #expect(
            throws: ReportFailure(
                "the model in the file is not the one that the result names: the file has been changed")
        ) { try ResultFile(decoding: Array(text.utf8)) }
    }

    @Test(arguments: [
        ("", "not a result file: it is not well-formed JSON"),
        ("[1, 2", "not a result file: it is not well-formed JSON"),
        ("{}", "not a result file of version 1; write one with --output"),
        ("{\"version\": 2}", "not a result file of version 1; write one with --output"),
        ("{\"version\": 1}", "not a result file: \"run\" is missing or is not a run id"),
        ("{\"version\": 1, \"run\": \"A B\"}", "not a result file: \"run\" is missing or is not a run id"),
    ])
    func whatIsNoResultFileIsRefusedInOneLine(text: String, message: String) {
        #expect(throws: ReportFailure(message)) { try ResultFile(decoding: Array(text.utf8)) }
    }

    @Test func aResultWithoutItsModelIsNoResultFile() throws {
        let json = try file().result.json
        #expect(throws: ReportFailure("not a result file: \"source.label\" is missing or is not text")) {
            try ResultFile(decoding: Array(json.utf8))
        }
    }

    @Test func numbersOutOfRangeAreRefused() throws {
        let text = String(decoding: try file().bytes, as: UTF8.self)
        for (old, new) in [
            ("\"draws\": 4096", "\"draws\": 0"), ("\"draws\": 4096", "\"draws\": 10000000000001"),
            ("\"seed\": 18446744073709551615", "\"seed\": 18446744073709551616"), ("\"seed\": 1844", "\"seed\": -1844"),
            ("\"merged\": 1.0", "\"merged\": 1.5"), ("\"state\": \"done\"", "\"state\": \"perhaps\""),
        ] {
            #expect(text.contains(old))
            #expect(throws: ReportFailure.self, "\(new)") {
                try ResultFile(decoding: Array(text.replacing(old, with: new).utf8))
            }
        }
    }

    @Test func deepNestingAndGreatSizeAreErrors() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: ReportFailure.self) { try ResultFile(decoding: Array(deep.utf8)) }
        let closed = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
        #expect(throws: ReportFailure.self) { try ResultFile(decoding: Array(closed.utf8)) }
        #expect(throws: ReportFailure("a result file has at most 64 MB")) {
            try ResultFile(decoding: Array(repeating: 32, count: ResultFile.maximumBytes + 1))
        }
    }

    @Test func aModelThatIsNoTextCannotBeWritten() throws {
        let (run, result) = try Synthetic.result(of: Fixtures.broken, draws: 16)
        let binary = RunDescription(
            id: run.id, label: "", modelName: "", modelText: [0xff], scenario: "", sampler: "", seed: 0,
            layout: run.layout, plan: [], kernelVersion: "", submittedAt: 0)
        #expect(throws: ReportFailure.self) { try ResultFile.encode(result, of: binary, fileName: "") }
    }

    /// Whatever happens to the bytes, reading ends in a file or in one line; a file that reads has the model it names.
    @Test func damagedFilesNeverTrap() throws {
        let seed: UInt64 = 20_260_128
        let (bytes, run, result) = try file()
        var random = SplitMix64(seed: seed)
        for round in 0..<1_500 {
            var damaged = bytes
            for _ in 0...(random.next() % 4) {
                let position = Int(random.next() % UInt64(damaged.count))
                switch random.next() % 5 {
                case 0: damaged[position] = UInt8(truncatingIfNeeded: random.next())
                case 1: damaged.remove(at: position)
                case 2: damaged.insert(Array("{}[]\",:-e9\\".utf8)[Int(random.next() % 11)], at: position)
                case 3: damaged.removeSubrange(position..<min(damaged.count, position + Int(random.next() % 40)))
                default: damaged.insert(contentsOf: damaged[position..<min(damaged.count, position + 30)], at: position)
                }
            }
            do {
                let file = try ResultFile(decoding: damaged)
                #expect(file.modelText == run.modelText, "seed \(seed), round \(round)")
                _ = file.firstDifference(from: result)
            } catch {
                #expect(!error.description.contains("\n") && !error.description.isEmpty, "seed \(seed), round \(round)")
            }
        }
    }
}
