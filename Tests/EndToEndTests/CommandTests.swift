import Foundation
import Testing

/// What a user meets on the command line: statuses, streams, messages.
struct CommandTests {
    private static let model = Program.root.appendingPathComponent("configs/models/h200-2026.yaml").path

    @Test func resultIsJSONOfTheContract() throws {
        let outcome = try Program.run([
            "run", Program.w1, "--draws", "65536", "--sampler", "philox", "--seed", "1", "--format", "json",
        ])
        #expect(outcome.status == 0)
        let result = try outcome.json()
        for key in [
            "version", "run", "model", "scenario", "sampler", "seed", "draws", "replicates", "state", "merged",
            "digest",
            "outputs", "probabilities", "identities", "not_finite", "seconds",
        ] {
            #expect(result[key] != nil, "no key \(key)")
        }
        #expect(result["version"] as? Int == 1)
        #expect(result["draws"] as? Int == 65_536)
        let ratio = try #require((result["outputs"] as? [String: [String: Any]])?["ratio"])
        let quantiles = try #require(ratio["quantiles"] as? [String: [String: Any]])
        #expect(Set(quantiles.keys) == ["0.01", "0.05", "0.25", "0.5", "0.75", "0.95", "0.99"])
        #expect(quantiles.values.allSatisfy { $0["value"] is Double && $0["se"] is Double })
        let probability = try #require((result["probabilities"] as? [String: [String: Any]])?["twice_domestic"])
        #expect(probability["value"] is Double && probability["se"] is Double)
    }

    @Test func theFirstModelAnswersItsQuestionInEveryScenario() throws {
        for scenario in ["baseline", "article", "press", "two_million", "blocked"] {
            let outcome = try Program.run(["run", Self.model, "--scenario", scenario, "--draws", "65536"])
            #expect(outcome.status == 0, "\(outcome.errors)")
            for name in ["Imported", "Domestic", "twice_domestic", "digest"] {
                #expect(outcome.output.contains(name), "\(scenario): no \(name) in\n\(outcome.output)")
            }
        }
    }

    @Test func badModelEndsWith65AndAPlace() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("suanli-\(UUID().uuidString).yaml")
        try Data(
            "suanli: 1\nname: x\ninputs:\n  a: {value: 1 to 2}\nquantities:\n  q: {formula: a + bb}\noutputs: [q]\n"
                .utf8
        )
        .write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        for command in ["check", "run", "submit"] {
            let outcome = try Program.run([command, file.path])
            #expect(outcome.status == 65, "\(command): \(outcome.errors)")
            #expect(outcome.errors.contains(":6:20: error:"), "\(command): \(outcome.errors)")
            #expect(outcome.output.isEmpty)
        }
    }

    private static let failures: [([String], Int32)] = [
        (["run"], 64), (["run", "no-such-file.yaml"], 65), (["frobnicate"], 64), (["run", "x", "--draws", "0"], 64),
        (["run", "x", "--draws", "2e6"], 64),
        (["run", "x", "--draws", "20T"], 64), (["run", "x", "--threads", "0"], 64),
        (["status", "latest", "--timeout", "0.3"], 69), (["runs", "--coordinator", "nonsense"], 64),
        (["runs", "--coordinator", "tcp://127.0.0.1:1", "--timeout", "0.3"], 69),
        (["coordinator", "--work", "tcp://0.0.0.0:7771", "--ledger", "/dev/null/x"], 69),
        (["coordinator", "--config", "no-such-file.yaml"], 65), (["worker", "--coordinator", "tcp://nowhere"], 64),
    ]

    @Test(arguments: failures)
    func failuresHaveTheStatusOfTheContract(arguments: [String], status: Int32) throws {
        let outcome = try Program.run(arguments, environment: ["SUANLI_COORDINATOR": "tcp://127.0.0.1:1"])
        #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
        #expect(!outcome.errors.isEmpty)
        #expect(!outcome.errors.contains("Fatal error"))
    }

    @Test(arguments: [
        ["run", "x", "--seed", "-1"], ["replay", "x", "--draw", "1.5"], ["draws", "x", "--count", "9", "--first", ""],
    ])
    func numbersThatAreNoneAreRefusedWithThoseThatAre(arguments: [String]) throws {
        let outcome = try Program.run(arguments)
        #expect(outcome.status == 64 && outcome.errors.contains("write a whole number from 0 to"), "\(outcome.errors)")
    }

    @Test func interruptedRunPrintsWhatItHas() throws {
        let running = try Running(["run", Program.w1, "--draws", "10B"])
        try Program.wait("the run to start") { running.process.isRunning }
        // A moment of work, as far as can be seen from outside: processor time spent.
        try Program.wait("the run to compute") { try Self.processorTicks(of: running.process.processIdentifier) > 100 }
        running.kill(SIGINT)
        #expect(running.waitForEnd(within: 30))
        #expect(running.status == 130, "\(running.errors)")
        #expect(running.output.contains("cancelled") || running.output.contains("merged"), "\(running.output)")
    }

    @Test func resultFileIsVerifiedAndAForgeryIsNot() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("suanli-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let outcome = try Program.run(["run", Program.w1, "--draws", "100000", "--output", file.path])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try Program.run(["verify", file.path]).status == 0)
        let text = try String(contentsOf: file, encoding: .utf8)
        // A model that is not the one its digest names is a bad file; anything else is a result that does not hold.
        for (old, new, status) in [("\"seed\": 1,", "\"seed\": 2,", Int32(1)), ("50k to 400k", "50k to 401k", 65)] {
            #expect(text.contains(old), "the file has no \(old)")
            try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: file)
            #expect(try Program.run(["verify", file.path]).status == status, "\(old) became \(new) and was verified")
        }
        try Data("junk".utf8).write(to: file)
        #expect(try Program.run(["verify", file.path]).status == 65)
    }

    /// What the shell prints for `script`.
    private static func bash(_ script: String) throws -> String {
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/bash")
        shell.arguments = ["-c", script]
        let pipe = Pipe()
        shell.standardOutput = pipe
        try shell.run()
        return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    @Test func aClosedPipeIsNoError() throws {
        let text = try Self.bash(
            "\(Program.path) run \(Program.w1) --draws 1000 --format csv | head -1; echo ${PIPESTATUS[0]}")
        #expect(text.hasSuffix("\n0\n"), "\(text)")
    }

    /// More draws than anyone waits for end with their reader.
    @Test func drawsEndWhenNobodyReadsOn() throws {
        let text = try Self.bash(
            "timeout 60 \(Program.path) draws \(Program.w1) --count 1T | head -1; echo ${PIPESTATUS[0]}")
        #expect(text.hasPrefix("draw,") && text.hasSuffix("\n0\n"), "\(text)")
    }

    @Test func aResultThatCannotBeWrittenIsAnError() throws {
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/bash")
        shell.arguments = ["-c", "\(Program.path) run \(Program.w1) --draws 1000 > /dev/full 2> /dev/null"]
        try shell.run()
        shell.waitUntilExit()
        #expect(shell.terminationStatus == 69)
    }

    @Test func secondCoordinatorOnALedgerIsRefused() throws {
        let cluster = try Cluster()
        try cluster.startCoordinator()
        let other = try Program.run([
            "coordinator", "--work", "tcp://127.0.0.1:*", "--query", "tcp://127.0.0.1:*", "--http", "off", "--ledger",
            cluster.directory.appendingPathComponent("ledger").path,
        ])
        #expect(other.status == 69)
        #expect(other.errors.contains("ledger"), "\(other.errors)")
    }

    private static func processorTicks(of process: Int32) throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        return fields.count > 12 ? (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0) : 0
    }
}
