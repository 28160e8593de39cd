import Foundation
import Testing

/// What editors and other programs read from `suanli check`.
struct CheckTests {
    private static func file(_ text: String) throws -> URL {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("suanli-\(UUID().uuidString).yaml")
        try Data(text.utf8).write(to: file)
        return file
    }

    private static let doubtful =
        "suanli: 1\nname: x\ninputs:\n  a: {value: 1 to 2}\nquantities:\n  q: {formula: a * 2}\noutputs: [q]\n"

    @Test func findingsOfEveryFileAreOneObject() throws {
        let doubtful = try Self.file(Self.doubtful)
        let wrong = try Self.file(Self.doubtful.replacingOccurrences(of: "a * 2", with: "aa + 1"))
        defer { for file in [doubtful, wrong] { try? FileManager.default.removeItem(at: file) } }
        let outcome = try Program.run(["check", "--format", "json", doubtful.path, wrong.path, "no-such-file.yaml"])
        #expect(outcome.status == 65)
        #expect(outcome.errors.isEmpty, "\(outcome.errors)")
        let report = try outcome.json()
        #expect(report["version"] as? Int == 1)
        let files = try #require(report["files"] as? [[String: Any]])
        #expect(files.map { $0["ok"] as? Bool } == [true, false, false])
        #expect(files.map { $0["file"] as? String } == [doubtful.path, wrong.path, "no-such-file.yaml"])
        let model = try #require(files[0]["model"] as? [String: Any])
        #expect(model["name"] as? String == "x")
        #expect(model["inputs"] as? Int == 1)
        #expect(files[1]["model"] is NSNull && files[2]["model"] is NSNull)
        let findings = files.map { $0["diagnostics"] as? [[String: Any]] ?? [] }
        #expect(findings[0].allSatisfy { $0["severity"] as? String == "warning" } && !findings[0].isEmpty)
        let error = try #require(findings[1].first { $0["severity"] as? String == "error" })
        #expect(error["line"] as? Int == 6 && error["column"] as? Int == 16)
        #expect((error["message"] as? String)?.contains("`aa`") == true)
        #expect(findings[2].first?["line"] is NSNull)
        #expect(findings[2].first?["message"] as? String == "the file does not exist")
    }

    @Test func strictTakesWarningsForErrors() throws {
        let file = try Self.file(Self.doubtful)
        defer { try? FileManager.default.removeItem(at: file) }
        let outcome = try Program.run(["check", "--strict", "--format", "json", file.path])
        #expect(outcome.status == 65)
        #expect((try outcome.json()["files"] as? [[String: Any]])?.first?["ok"] as? Bool == false)
        #expect(try Program.run(["check", "--strict", file.path]).status == 65)
        #expect(try Program.run(["check", "--format", "json", file.path]).status == 0)
    }
}
