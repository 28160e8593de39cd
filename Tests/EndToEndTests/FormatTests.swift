import Foundation
import Testing

/// `suanli fmt` on files, links and pipes.
struct FormatTests {
    private static let untidy = "suanli: 1\nname: x\noutputs:   # what is told\n- a\ninputs: {a: {value: '1'}}\n"
    private static let tidy = "suanli: 1\nname: x\n\ninputs:\n  a: {value: 1}\n\noutputs: [a]  # what is told\n"

    /// A new folder with `model.yaml` in it.
    private static func folder(_ text: String) throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("suanli-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: folder.appendingPathComponent("model.yaml"))
        return folder
    }

    private static func attributes(_ file: URL) throws -> [FileAttributeKey: Any] {
        try FileManager.default.attributesOfItem(atPath: file.path)
    }

    @Test func filesAreRewrittenWithTheirPermissionsAndLinks() throws {
        let folder = try Self.folder(Self.untidy)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("model.yaml")
        let link = folder.appendingPathComponent("link.yaml")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file.path)
        try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "model.yaml")
        let outcome = try Program.run(["fmt", link.path])
        #expect(outcome.status == 0 && outcome.output.isEmpty, "\(outcome.errors)")
        #expect(try String(contentsOf: file, encoding: .utf8) == Self.tidy)
        #expect(try Self.attributes(file)[.posixPermissions] as? Int == 0o640)
        #expect(try Self.attributes(link)[.type] as? FileAttributeType == .typeSymbolicLink)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
    }

    @Test func aTidyFileIsNotTouched() throws {
        let folder = try Self.folder(Self.tidy)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("model.yaml")
        let before = try Self.attributes(file)[.systemFileNumber] as? Int
        let outcome = try Program.run(["fmt", file.path])
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        #expect(try Self.attributes(file)[.systemFileNumber] as? Int == before)
        #expect(try Program.run(["fmt", "--check", file.path]).status == 0)
    }

    @Test func checkSaysWhatWouldChangeAndChangesNothing() throws {
        let folder = try Self.folder(Self.untidy)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("model.yaml")
        let outcome = try Program.run(["fmt", "--check", file.path])
        #expect(outcome.status == 1)
        #expect(outcome.output.hasPrefix("\(file.path): "))
        #expect(try String(contentsOf: file, encoding: .utf8) == Self.untidy)
    }

    @Test func pipesAreFilters() throws {
        for path in ["-", "/dev/stdin"] {
            let outcome = try Program.run(["fmt", path], input: Self.untidy)
            #expect(outcome.status == 0 && outcome.output == Self.tidy, "\(path): \(outcome.errors)")
        }
    }

    @Test func whatIsNoModelFileIsAnErrorAndStaysAsItIs() throws {
        let folder = try Self.folder("suanli: 1\nname: [x\n")
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("model.yaml")
        for arguments in [[file.path], ["--check", file.path], [folder.path], [file.path + ".not-there"]] {
            let outcome = try Program.run(["fmt"] + arguments)
            #expect(outcome.status == 65 && outcome.output.isEmpty, "\(arguments)")
            #expect(outcome.errors.contains(": error: "), "\(arguments): \(outcome.errors)")
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == "suanli: 1\nname: [x\n")
    }
}
