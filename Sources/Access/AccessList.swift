public import BinaryCoding
public import ZeroMQ

/// Who may do what: a list of names with keys and roles, as the file `allowed` holds it.
///
/// A line has a name, roles separated by commas (or `revoked`), `curve` or `token`, and the public key or the token's digest. A
/// name may have several keys, so that a new one can be handed out before the old one is revoked; a key has one
/// line. Revoked keys stay listed, so that whoever tries one is known.
public struct AccessList: Sendable {
    /// What its holder shows.
    public enum Credential: Hashable, Sendable {
        /// A CURVE key, by its public half.
        case curve(CurveKey)
        /// A token, by its digest.
        case token(ContentDigest)

        /// The words of a list's line.
        public var text: String {
            switch self {
            case .curve(let key): "curve \(key.text)"
            case .token(let digest): "token \(digest)"
            }
        }
    }

    /// One line.
    public struct Entry: Hashable, Sendable {
        /// Who holds it.
        public let name: String
        /// What they may do; empty once it is revoked.
        public let roles: Set<Role>
        /// What they show.
        public let credential: Credential

        /// Whether it gives no right any more.
        public var isRevoked: Bool { roles.isEmpty }
    }

    /// In the order of the file.
    public private(set) var entries: [Entry] = []
    private var places: [Credential: Int] = [:]

    /// The most lines that are read.
    static let maximumEntries = 10_000

    /// A list of nobody.
    public init() {}

    /// Reads the lines of a file called `place` in messages; empty ones and those that begin with `#` say nothing.
    /// - Throws: ``AccessFailure``, which names the first line that is wrong.
    public init(parsing text: String, place: String) throws(AccessFailure) {
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            if words.isEmpty || words[0].hasPrefix("#") { continue }
            do throws(AccessFailure) {
                try add(try Entry(words))
            } catch {
                throw AccessFailure("\(place):\(number + 1): \(error)")
            }
        }
    }

    /// The file's text.
    public var text: String {
        let head = """
            # Who may use this coordinator, and as what. Changed by 'suanli keys allow' and 'suanli keys revoke'; the
            # coordinator reads it when it starts and at SIGHUP. A line: NAME ROLES curve|token KEY.

            """
        return head
            + entries.map { entry in
                "\(entry.name) \(entry.isRevoked ? Self.revoked : entry.roles.text) \(entry.credential.text)\n"
            }.joined()
    }

    static let revoked = "revoked"

    /// Whose key it is; revoked ones too.
    public func holder(of key: CurveKey) -> Entry? {
        places[.curve(key)].map { entries[$0] }
    }

    /// Whose token it is; revoked ones too. Takes as long for a wrong token as for a right one.
    public func holder(ofToken text: String) -> Entry? {
        let shown = BearerToken.digest(of: text).bytes
        var found: Entry?
        for entry in entries {
            guard case .token(let digest) = entry.credential else { continue }
            let difference = zip(shown, digest.bytes).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
            if difference == 0 { found = entry }
        }
        return found
    }

    /// Gives a key to `name`.
    /// - Throws: ``AccessFailure`` where the name is none, no role is given, or the key is listed already.
    public mutating func allow(_ name: String, _ credential: Credential, roles: Set<Role>) throws(AccessFailure) {
        guard !roles.isEmpty else { throw AccessFailure("a key needs a role: \(Role.names)") }
        try add(Entry(name: try Self.checked(name), roles: roles, credential: credential))
    }

    /// Takes all rights from the keys of `name`, or from the one of them that is `key`; returns what was revoked.
    /// - Throws: ``AccessFailure`` where there is none to revoke.
    public mutating func revoke(_ name: String, key: CurveKey? = nil) throws(AccessFailure) -> [Entry] {
        let places = entries.indices.filter { place in
            let entry = entries[place]
            return entry.name == name && !entry.isRevoked && (key.map { entry.credential == .curve($0) } ?? true)
        }
        guard !places.isEmpty else {
            throw AccessFailure("\"\(name)\" has no such key that is not revoked; 'suanli keys list' shows all")
        }
        let former = places.map { entries[$0] }
        for place in places {
            entries[place] = Entry(name: name, roles: [], credential: entries[place].credential)
        }
        return former
    }

    private mutating func add(_ entry: Entry) throws(AccessFailure) {
        guard entries.count < Self.maximumEntries else {
            throw AccessFailure("more than \(Self.maximumEntries) keys; take out revoked ones")
        }
        if let place = places[entry.credential] {
            let known = entries[place]
            throw AccessFailure(
                "the key is listed already, as \"\(known.name)\"\(known.isRevoked ? ", and revoked" : "")")
        }
        places[entry.credential] = entries.count
        entries.append(entry)
    }

    /// A name: 1 to 64 printable ASCII characters without spaces, the first a letter or digit.
    static func checked(_ name: String) throws(AccessFailure) -> String {
        let isFine =
            (1...64).contains(name.utf8.count) && name.utf8.allSatisfy { (33...126).contains($0) }
            && name.first.map { $0.isLetter || $0.isNumber } == true
        guard isFine else {
            throw AccessFailure(
                "\"\(name.prefix(70))\" is no name: 1 to 64 printable ASCII characters without spaces, "
                    + "the first a letter or a digit")
        }
        return name
    }
}

extension AccessList.Entry {
    fileprivate init(_ words: [String]) throws(AccessFailure) {
        guard words.count == 4 else {
            throw AccessFailure("\(words.count) words where four belong: NAME ROLES curve|token KEY")
        }
        name = try AccessList.checked(words[0])
        roles = words[1] == AccessList.revoked ? [] : try Role.parse(words[1])
        switch words[2] {
        case "curve":
            guard let key = CurveKey(words[3]) else { throw AccessFailure("the key is not 40 characters of Z85") }
            credential = .curve(key)
        case "token":
            guard let digest = ContentDigest(hexadecimal: words[3]) else {
                throw AccessFailure("the token's digest is not 64 hexadecimal digits")
            }
            credential = .token(digest)
        default: throw AccessFailure("\"\(words[2])\" is neither curve nor token")
        }
    }
}

extension Role {
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

    /// The roles of a text such as `submit` or `work,read`.
    /// - Throws: ``AccessFailure``, which names those that there are.
    public static func parse(_ text: String) throws(AccessFailure) -> Set<Role> {
        var roles: Set<Role> = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let role = Role(rawValue: String(word)) else {
                throw AccessFailure("\"\(word)\" is no role; roles are \(names)")
            }
            roles.insert(role)
        }
        return roles
    }
}
