import Foundation
import Testing

/// A coordinator with keys, and who may do what at it.
@Suite(.serialized)
struct KeyTests {
    private let cluster: Cluster
    private let keys: String

    init() throws {
        cluster = try Cluster()
        keys = cluster.directory.appendingPathComponent("keys").path
        cluster.coordinatorArguments = ["--keys", keys]
    }

    private func file(_ name: String) -> String { cluster.directory.appendingPathComponent("\(name).key").path }

    /// Makes a key and returns its public half.
    @discardableResult
    private func makeKey(_ name: String, _ role: String) throws -> String {
        let outcome = try Program.run(
            ["keys", "new", name, "--role", role, "--keys", keys, "--output", file(name)])
        try #require(outcome.status == 0, "\(outcome.errors)")
        return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func command(_ arguments: [String], key: String?) throws -> (Program.Outcome, seconds: Double) {
        var environment = ["SUANLI_COORDINATOR": cluster.queryAddress]
        environment["SUANLI_KEY"] = key.map(file)
        let start = Date()
        let outcome = try Program.run(arguments, environment: environment)
        return (outcome, Date().timeIntervalSince(start))
    }

    /// The command is refused with status 69 in less than five seconds, in these words.
    private func expectRefusal(
        _ arguments: [String], key: String?, _ words: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let (outcome, seconds) = try command(arguments, key: key)
        #expect(outcome.status == 69, "\(outcome.output)\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(outcome.errors.contains(words), "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(seconds < 5, "it took \(seconds) s", sourceLocation: sourceLocation)
    }

    /// The lines of the audit log about this event.
    private func audit(_ event: String) throws -> [[String: String]] {
        let path = cluster.directory.appendingPathComponent("ledger/audit.jsonl")
        guard FileManager.default.fileExists(atPath: path.path) else { return [] }
        let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
        return try lines.compactMap { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
            return object?["event"] == event ? object : nil
        }
    }

    private func expectAudit(
        refusalOf name: String, _ reason: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        var refusals: [[String: String]] = []
        // The one who was refused may know before the line is written.
        let deadline = Date(timeIntervalSinceNow: 5)
        while Date() < deadline {
            refusals = try audit("refused")
            if refusals.contains(where: { $0["by"] == name && $0["reason"]?.contains(reason) == true }) { return }
            usleep(20_000)
        }
        Issue.record("no refusal of \(name) because \(reason) in \(refusals)", sourceLocation: sourceLocation)
    }

    private func reload() throws {
        let before = try #require(cluster.coordinator).errors.ranges(of: "keys are read anew").count
        cluster.coordinator?.kill(SIGHUP)
        try Program.wait("the keys to be read anew") {
            (cluster.coordinator?.errors.ranges(of: "keys are read anew").count ?? 0) > before
        }
    }

    private func start() throws {
        try makeKey("ada", "admin")
        cluster.key = file("ada")
        try cluster.startCoordinator()
    }

    @Test func runsAreComputedAmongTheHoldersOfKeys() throws {
        try makeKey("farm", "work")
        try makeKey("alice", "submit")
        try makeKey("rita", "read")
        try start()
        try cluster.startWorker(key: file("farm"))
        let (outcome, _) = try command(
            ["submit", Program.w1, "--draws", "65536", "--wait", "--format", "json"], key: "alice")
        try #require(outcome.status == 0, "\(outcome.errors)")
        let local = try Program.run(["run", Program.w1, "--draws", "65536", "--format", "json"])
        #expect(try outcome.json()["digest"] as? String == local.json()["digest"] as? String)
        #expect(try command(["status", "latest"], key: "rita").0.status == 0)
        let run = try #require(try outcome.json()["run"] as? String)
        #expect(try command(["cancel", run], key: "ada").0.status == 0)
        let submitted = try audit("submitted")
        #expect(submitted.count == 1 && submitted[0]["by"] == "alice" && submitted[0]["run"] == run, "\(submitted)")
    }

    @Test func whoMayNotIsToldSoAtOnceAndNoted() throws {
        try makeKey("farm", "work")
        try makeKey("rita", "read")
        try makeKey("mallory", "submit")
        #expect(try Program.run(["keys", "revoke", "mallory", "--keys", keys]).status == 0)
        try start()
        try expectRefusal(["runs"], key: nil, "asks for a key")
        try expectAudit(refusalOf: "unknown", "shows no key")
        try expectRefusal(["runs"], key: "mallory", "does not admit this key")
        try expectAudit(refusalOf: "mallory", "revoked")
        try expectRefusal(["submit", Program.w1, "--draws", "65536"], key: "rita", "needs the role submit")
        try expectAudit(refusalOf: "rita", "needs the role submit")
        try expectRefusal(["runs"], key: "farm", "needs the role read")
        try expectAudit(refusalOf: "farm", "needs the role read")
        let text = try String(contentsOfFile: file("rita"), encoding: .utf8)
        let stranger = try Program.run(
            [
                "keys", "new", "stranger", "--output", file("stranger"), "--coordinator-key",
                try #require(text.firstMatch(of: #/coordinator (\S+)/#).map { String($0.1) }),
            ])
        try #require(stranger.status == 0, "\(stranger.errors)")
        try expectRefusal(["runs"], key: "stranger", "does not admit this key")
        try expectAudit(refusalOf: "unknown", "is not on the list")
        let wrong = text.replacing(#/coordinator \S+/#, with: "coordinator \(stranger.output)")
        try Data(wrong.utf8).write(to: URL(fileURLWithPath: file("rita")))
        try expectRefusal(["runs"], key: "rita", "is not the one in the key file")
        try expectAudit(refusalOf: "unknown", "key")
        #expect(try Program.metric("suanli_access_refused_total", port: cluster.port + 2) >= 5)
    }

    @Test func workersWithoutTheRightAreToldAndLeave() throws {
        try makeKey("rita", "read")
        try start()
        for (key, words) in [(nil, "asks for a key"), (file("rita"), "does not admit this key")] as [(String?, String)]
        {
            let start = Date()
            let worker = try cluster.startWorker(key: key)
            #expect(worker.waitForEnd(within: 20), "it took \(Date().timeIntervalSince(start)) s")
            #expect(worker.status == 69 && worker.errors.contains(words), "\(worker.errors)")
        }
        try expectAudit(refusalOf: "rita", "not a worker's")
    }

    /// Rights come and go while everybody stays connected.
    @Test func keysAreAllowedAndRevokedWithoutARestart() throws {
        try makeKey("farm", "work")
        try start()
        let worker = try cluster.startWorker(key: file("farm"))
        try Program.wait("the worker to register") {
            let workers = try cluster.command(["workers", "--format", "json"]).json()["workers"] as? [Any]
            return workers?.count == 1
        }
        try makeKey("alice", "submit")
        #expect(try command(["runs"], key: "alice").0.status == 69)
        try reload()
        #expect(try command(["runs"], key: "alice").0.status == 0)

        let follower = try Running(
            ["watch", try cluster.submit(draws: "1B")],
            environment: ["SUANLI_COORDINATOR": cluster.queryAddress, "SUANLI_KEY": file("alice")])
        try Program.wait("something to be merged") { (try cluster.status("latest")["merged"] as? Double ?? 0) > 0 }
        for name in ["alice", "farm"] {
            #expect(try Program.run(["keys", "revoke", name, "--keys", keys]).status == 0)
        }
        try reload()
        #expect(follower.waitForEnd(within: 5) && follower.status == 69, "\(follower.errors)")
        try Program.wait("the worker's leases to be taken back", within: 5) {
            try cluster.command(["workers", "--format", "csv"]).output.split(separator: "\n").count == 1
        }
        #expect(worker.waitForEnd(within: 20) && worker.status == 69, "\(worker.errors)")
        try expectAudit(refusalOf: "alice", "revoked")
        try expectAudit(refusalOf: "farm", "revoked")
    }

    @Test func aListThatCannotBeReadChangesNothing() throws {
        try start()
        let list = URL(fileURLWithPath: keys + "/allowed")
        let text = try String(contentsOf: list, encoding: .utf8)
        try Data((text + "nonsense\n").utf8).write(to: list)
        cluster.coordinator?.kill(SIGHUP)
        try Program.wait("the complaint") { cluster.coordinator?.errors.contains("the keys stay as they were") == true }
        #expect(try cluster.command(["runs"]).status == 0)
    }

    @Test func nothingIsOpenToOthersWithoutKeys() throws {
        let ledger = cluster.directory.appendingPathComponent("ledger").path
        for arguments in [
            ["--work", "tcp://0.0.0.0:\(cluster.port)"], ["--query", "tcp://*:\(cluster.port)"],
            ["--http", "0.0.0.0:\(cluster.port)"], ["--http", "127.example.org:\(cluster.port)"],
        ] {
            let outcome = try Program.run(
                ["coordinator", "--http", "off", "--ledger", ledger] + arguments)
            #expect(outcome.status == 69 && outcome.errors.contains("--keys"), "\(arguments): \(outcome.errors)")
        }
    }

    @Test func keysThatOthersCanReadAreRefusedWithTheWayOut() throws {
        try makeKey("rita", "read")
        for path in [keys + "/coordinator.key", keys + "/allowed"] {
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            let outcome = try Program.run(["coordinator", "--http", "off", "--keys", keys, "--ledger", keys])
            #expect(outcome.status == 65 && outcome.errors.contains("chmod 600 \(path)"), "\(outcome.errors)")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file("rita"))
        let (outcome, _) = try command(["runs"], key: "rita")
        #expect(outcome.status == 65 && outcome.errors.contains("chmod 600"), "\(outcome.errors)")
    }

    /// What is open to other machines asks for a token; here that is 0.0.0.0, reached from this one.
    @Test func theHTTPInterfaceAsksForTokensWhereOthersReachIt() throws {
        let token = try Program.run(["keys", "new", "page", "--token", "--keys", keys])
        let work = try Program.run(["keys", "new", "odd", "--token", "--role", "work", "--keys", keys])
        try #require(token.status == 0 && work.status == 0, "\(token.errors)")
        let text = token.output.trimmingCharacters(in: .whitespacesAndNewlines)
        cluster.coordinatorArguments += ["--http", "0.0.0.0:\(cluster.port + 2)"]
        try start()
        #expect(try status("/", token: nil) == 200)
        #expect(try status("/healthz", token: nil) == 200)
        for path in ["/api/v1/runs", "/api/v1/workers", "/metrics"] {
            #expect(try status(path, token: nil) == 401, "\(path)")
            #expect(try status(path, token: text + "x") == 401, "\(path)")
            #expect(try status(path, token: work.output.trimmingCharacters(in: .whitespacesAndNewlines)) == 403)
            #expect(try status(path, token: text) == 200, "\(path)")
        }
        #expect(try Program.run(["keys", "revoke", "page", "--keys", keys]).status == 0)
        try reload()
        #expect(try status("/metrics", token: text) == 403)
        try expectAudit(refusalOf: "page", "revoked")
        try expectAudit(refusalOf: "odd", "role read")
        let list = try String(contentsOfFile: keys + "/allowed", encoding: .utf8)
        #expect(!list.contains(text), "the token itself is stored")
    }

    /// A page elsewhere whose host's address became this machine's is not answered.
    @Test func onLoopbackOnlyWhoAsksForLoopbackReadsWithoutAToken() throws {
        try start()
        for host in ["localhost", "127.0.0.1", "localhost:80", "[::1]:80"] {
            #expect(try status("/api/v1/runs", token: nil, host: host) == 200, "\(host)")
        }
        for host in ["evil.example", "127.evil.example:80", "localhost.evil.example"] {
            #expect(try status("/api/v1/runs", token: nil, host: host) == 401, "\(host)")
        }
    }

    private func status(_ path: String, token: String?, host: String? = nil) throws -> Int? {
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let lines = [token.map { "'Authorization': 'Bearer \($0)'" }, host.map { "'Host': '\($0)'" }].compactMap { $0 }
        let headers = "{\(lines.joined(separator: ", "))}"
        python.arguments = [
            "python3", "-c",
            """
            import urllib.request as u, urllib.error as e
            try: print(u.urlopen(u.Request('http://127.0.0.1:\(cluster.port + 2)\(path)', headers=\(headers))).status)
            except e.HTTPError as error: print(error.code)
            """,
        ]
        let pipe = Pipe()
        python.standardOutput = pipe
        try python.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        python.waitUntilExit()
        return Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
