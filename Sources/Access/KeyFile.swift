public import ZeroMQ

/// A key pair with whose it is, as its holder keeps it in a file: lines of a word and a value.
public struct KeyFile: Sendable {
    /// Whose it is.
    public let name: String
    /// The pair.
    public let keys: CurveKeyPair
    /// The key that the coordinator has to prove; `nil` in the coordinator's own file.
    public let coordinator: CurveKey?

    /// A new pair for `name`.
    /// - Throws: ``AccessFailure`` where the name is none, or libzmq has no CURVE.
    public init(new name: String, coordinator: CurveKey?) throws(AccessFailure) {
        self.name = try AccessList.checked(name)
        self.coordinator = coordinator
        guard CurveKeyPair.isAvailable else { throw Self.noCurve }
        do {
            keys = try CurveKeyPair()
        } catch {
            throw AccessFailure("error: \(error)")
        }
    }

    /// Reads the file at `path`.
    /// - Throws: ``AccessFailure``: it cannot be read, others can read it, it is no key file, or libzmq has no CURVE.
    public init(reading path: String) throws(AccessFailure) {
        guard CurveKeyPair.isAvailable else { throw Self.noCurve }
        var values: [String: String] = [:]
        for line in try PrivateFile.read(path).split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 2, ["name", "public", "secret", "coordinator"].contains(words[0]) else {
                throw AccessFailure("\(path): error: this is no key file of suanli; 'suanli keys new' makes one")
            }
            values[words[0]] = words[1]
        }
        guard let name = values["name"], let secret = values["secret"].flatMap(CurveKey.init),
            let keys = try? CurveKeyPair(secretKey: secret), values["public"] == keys.publicKey.text
        else { throw AccessFailure("\(path): error: the key in it is damaged or not complete") }
        coordinator = try values["coordinator"].map { text throws(AccessFailure) in
            guard let key = CurveKey(text) else { throw AccessFailure("\(path): error: the coordinator's key is none") }
            return key
        }
        self.name = name
        self.keys = keys
    }

    /// Writes it to `path`, where nothing may be yet, for the owner alone.
    /// - Throws: ``AccessFailure``.
    public func write(_ path: String) throws(AccessFailure) {
        var lines = [
            "# The secret key of \"\(name)\" for suanli. Whoever can read this file can act in that name.",
            "name \(name)", "public \(keys.publicKey.text)", "secret \(keys.secretKey.text)",
        ]
        if let coordinator { lines.append("coordinator \(coordinator.text)") }
        try PrivateFile.create(path, lines.joined(separator: "\n") + "\n")
    }

    private static var noCurve: AccessFailure {
        AccessFailure(
            "error: this libzmq was built without CURVE, so that there can be no keys; install one that was built with "
                + "libsodium (Debian's libzmq5 is)")
    }
}
