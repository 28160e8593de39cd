import Testing
import ZeroMQ

@testable import Access

@Suite struct AccessListTests {
    @Test func rolesIncludeWhatTheySay() {
        let table: [(Role, Set<Role>)] = [
            (.work, [.work]), (.read, [.read]), (.submit, [.read, .submit]), (.admin, [.read, .submit, .admin]),
        ]
        for (role, included) in table {
            #expect(Set(Role.allCases.filter(role.includes)) == included, "\(role)")
        }
        #expect(!Set<Role>().allow(.read))
        #expect(Set<Role>([.work, .read]).allow(.work) && !Set<Role>([.work, .read]).allow(.submit))
    }

    @Test func aListComesBackFromItsText() throws {
        var list = AccessList()
        let keys = try (0..<4).map { _ in try CurveKeyPair().publicKey }
        let token = BearerToken()
        try list.allow("alice", .curve(keys[0]), roles: [.submit])
        try list.allow("alice", .curve(keys[1]), roles: [.submit, .read])
        try list.allow("farm-1", .curve(keys[2]), roles: [.work])
        try list.allow("page", .token(token.digest), roles: [.read])
        #expect(try list.revoke("alice", key: keys[0]).map(\.roles) == [[.submit]])
        let again = try AccessList(parsing: list.text, place: "allowed")
        #expect(again.entries == list.entries && again.entries.count == 4)
        #expect(again.holder(of: keys[0])?.isRevoked == true)
        #expect(again.holder(of: keys[1])?.roles == [.submit, .read])
        #expect(again.holder(of: keys[3]) == nil)
        #expect(again.holder(ofToken: token.text)?.name == "page")
        #expect(again.holder(ofToken: token.text + "0") == nil && again.holder(ofToken: "") == nil)
    }

    @Test func revokingANameRevokesAllOfItsKeysAndOnlyThose() throws {
        var list = AccessList()
        let token = BearerToken()
        try list.allow("a", .curve(try CurveKeyPair().publicKey), roles: [.read])
        try list.allow("a", .token(token.digest), roles: [.read])
        try list.allow("b", .curve(try CurveKeyPair().publicKey), roles: [.read])
        #expect(try list.revoke("a").count == 2)
        #expect(list.entries.map(\.isRevoked) == [true, true, false])
        #expect(list.holder(ofToken: token.text)?.isRevoked == true)
        #expect(throws: AccessFailure.self) { try list.revoke("a") }
        #expect(throws: AccessFailure.self) { try list.revoke("nobody") }
    }

    @Test func aKeyStandsForOneNameAlone() throws {
        var list = AccessList()
        let key = try CurveKeyPair().publicKey
        try list.allow("a", .curve(key), roles: [.read])
        #expect(throws: AccessFailure("the key is listed already, as \"a\"")) {
            try list.allow("b", .curve(key), roles: [.admin])
        }
        _ = try list.revoke("a")
        #expect(throws: AccessFailure.self) { try list.allow("a", .curve(key), roles: [.read]) }
    }

    @Test(arguments: [
        ("a read curve", "3 words"), ("a read,sing curve x", "\"sing\" is no role"),
        ("a read curve x", "40 characters"),
        ("a read token x", "64 hexadecimal"), ("a read rsa x", "neither curve nor token"),
        ("-a read curve x", "no name"),
        ("a , curve x", "\"\" is no role"),
    ])
    func whatIsNoLineIsNamedWithItsPlace(line: String, words: String) {
        do {
            _ = try AccessList(parsing: "# head\n\n\(line)\n", place: "keys/allowed")
            Issue.record("\(line) was read")
        } catch {
            #expect(error.description.hasPrefix("keys/allowed:3: ") && error.description.contains(words), "\(error)")
        }
    }

    @Test func tokensAreLongAndDiffer() {
        let tokens = (0..<100).map { _ in BearerToken().text }
        #expect(Set(tokens).count == 100 && tokens.allSatisfy { $0.utf8.count == 71 && $0.hasPrefix("suanli_") })
    }
}
