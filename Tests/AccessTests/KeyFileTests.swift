import Foundation
import Testing
import ZeroMQ

@testable import Access

@Suite final class KeyFileTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("keys-\(UUID().uuidString)").path

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func permissions(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func aKeyFileComesBackAndIsItsOwnersAlone() throws {
        let path = folder + "/alice.key"
        let server = try CurveKeyPair().publicKey
        let file = try KeyFile(new: "alice", coordinator: server)
        try file.write(path)
        #expect(try permissions(path) == 0o600)
        let again = try KeyFile(reading: path)
        #expect(again.name == "alice" && again.keys.publicKey == file.keys.publicKey && again.coordinator == server)
        #expect(again.keys.secretKey == file.keys.secretKey)
        #expect(throws: AccessFailure.self, "a key must not be written over") { try file.write(path) }
        #expect(!"\(file)".contains(file.keys.secretKey.text), "a log would show the secret")
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o644]) func aFileThatOthersCanReadIsRefusedWithTheWayOut(mode: Int) throws {
        let path = folder + "/alice.key"
        try KeyFile(new: "alice", coordinator: nil).write(path)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        do {
            _ = try KeyFile(reading: path)
            Issue.record("it was read")
        } catch {
            #expect(error.description.contains("chmod 600 \(path)"), "\(error)")
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: path)
        #expect(try KeyFile(reading: path).name == "alice")
    }

    @Test func damagedFilesAreRefused() throws {
        let path = folder + "/alice.key"
        let file = try KeyFile(new: "alice", coordinator: nil)
        try file.write(path)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let other = try CurveKeyPair()
        for damaged in [
            "", "hello", text.replacing(file.keys.publicKey.text, with: other.publicKey.text),
            text.replacing("secret ", with: "secrets "), text + "coordinator x\n",
            String(repeating: "x", count: 5 << 20),
        ] {
            try Data(damaged.utf8).write(to: URL(fileURLWithPath: path))
            #expect(throws: AccessFailure.self, "\(damaged.prefix(60))") { try KeyFile(reading: path) }
        }
        #expect(throws: AccessFailure.self) { try KeyFile(reading: folder) }
        #expect(throws: AccessFailure.self) { try KeyFile(reading: folder + "/none") }
    }

    @Test func aFolderHasOneCoordinatorKeyAndAListForItsOwnerAlone() throws {
        let directory = KeyDirectory(folder + "/keys")
        #expect(throws: AccessFailure.self) { try directory.coordinatorKeys() }
        let key = try directory.makeCoordinatorKeys().publicKey
        #expect(try directory.makeCoordinatorKeys().publicKey == key)
        #expect(try directory.coordinatorKeys().publicKey == key)
        #expect(try directory.accessList().entries.isEmpty)
        let (alice, bob) = (try CurveKeyPair().publicKey, try CurveKeyPair().publicKey)
        try directory.changeList { (list) throws(AccessFailure) in
            try list.allow("alice", .curve(alice), roles: [.read])
        }
        #expect(try permissions(folder + "/keys/allowed") == 0o600)
        #expect(throws: AccessFailure.self) {
            try directory.changeList { (list) throws(AccessFailure) in
                try list.allow("bob", .curve(bob), roles: [.read])
                try list.allow("eve", .curve(alice), roles: [.read])
            }
        }
        #expect(try directory.accessList().entries.map(\.name) == ["alice"])
    }
}
