import Access
import ArgumentParser
import Foundation
import Reports
import ZeroMQ

/// `suanli keys`: who may use a coordinator.
struct Keys: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Make, allow, revoke and list the keys of a coordinator.",
        discussion: """
            A coordinator that is started with --keys FOLDER speaks with nobody but the holders of keys on its list, encrypted and
            authenticated both ways (CURVE). A key has roles: work for workers; read; submit, which includes read; admin, which
            includes submit. Changes count once the coordinator has been sent SIGHUP (systemctl reload), without a restart.

              suanli keys new alice --role submit     # alice.key: give it to alice, who sets SUANLI_KEY=alice.key
              suanli keys new page --token            # a token for HTTP, shown this once
              suanli keys revoke alice
            """,
        subcommands: [KeysNew.self, KeysAllow.self, KeysRevoke.self, KeysList.self, KeysPublic.self])
}

/// Which folder of keys a command is about.
struct KeyDirectoryOptions: ParsableArguments {
    @Option(
        name: .customLong("keys"),
        help: ArgumentHelp(
            "The coordinator's folder of keys; else SUANLI_KEYS, else ~/.config/suanli/keys.", valueName: "folder"))
    var path: String?

    var directory: KeyDirectory {
        let environment = ProcessInfo.processInfo.environment
        if let path = path ?? environment["SUANLI_KEYS"] { return KeyDirectory(path) }
        let home = environment["HOME"] ?? NSHomeDirectory()
        let configuration = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return KeyDirectory("\(configuration ?? "\(home)/.config")/suanli/keys")
    }

    /// Changes the list and says how that comes to count.
    func change<Value>(_ body: (inout AccessList) throws(AccessFailure) -> Value) throws(CommandFailure) -> Value {
        let value = try Keys.reporting { () throws(AccessFailure) in try directory.changeList(body) }
        Terminal.printMessage("a coordinator that is running takes notice at SIGHUP")
        return value
    }
}

extension Keys {
    /// What goes wrong with keys is bad input.
    static func reporting<Value>(_ body: () throws(AccessFailure) -> Value) throws(CommandFailure) -> Value {
        do {
            return try body()
        } catch {
            throw CommandFailure(.badInput, error.description.contains("error: ") ? "\(error)" : "error: \(error)")
        }
    }

    static func key(_ text: String, what: String) throws(CommandFailure) -> CurveKey {
        guard let key = CurveKey(text) else {
            throw CommandFailure(
                .usage, "error: \(what): \"\(text.prefix(80))\" is no public key: 40 characters of Z85")
        }
        return key
    }
}

/// `suanli keys new NAME`: a key or a token for somebody.
struct KeysNew: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a key pair, allow it, and write it to NAME.key; prints the public key.",
        discussion: """
            The coordinator's own key is made with the first. Where the secret is not to leave its holder's machine, make the key
            there with --coordinator-key KEY, and allow its public half on the coordinator's with 'suanli keys allow'.
            """)

    @Argument(help: "Whose key it is.")
    var name: String

    @Option(
        help:
            "What its holder may do: \(Role.allCases.map(\.rawValue).joined(separator: ", ")); several times for several."
    )
    var role: [Role] = []

    @Flag(help: "A token for the HTTP interface, printed this once, rather than a key.")
    var token = false

    @Option(help: ArgumentHelp("Where to write the key (default: NAME.key).", valueName: "file"))
    var output: String?

    @Option(
        name: .customLong("coordinator-key"),
        help: ArgumentHelp("Only make the file, for a coordinator with this public key elsewhere.", valueName: "key"))
    var coordinatorKey: String?

    @OptionGroup var keys: KeyDirectoryOptions

    func validate() throws {
        guard token || coordinatorKey != nil || !role.isEmpty else {
            throw ValidationError("--role is needed: what may the holder of the key do?")
        }
        guard !token || (output == nil && coordinatorKey == nil) else {
            throw ValidationError("--token goes with neither --output nor --coordinator-key")
        }
        guard coordinatorKey == nil || role.isEmpty else {
            throw ValidationError("--role is for 'suanli keys allow' where --coordinator-key makes the file alone")
        }
    }

    func run() throws {
        if token { return try makeToken() }
        if let coordinatorKey {
            let publicKey = try make(for: try Keys.key(coordinatorKey, what: "--coordinator-key")).keys.publicKey
            Terminal.printMessage("to be allowed by: suanli keys allow \(name) '\(publicKey)' --role ROLE")
            return try Terminal.printResult(publicKey.text)
        }
        let coordinator = try Keys.reporting { () throws(AccessFailure) in try keys.directory.makeCoordinatorKeys() }
        let made = try make(for: coordinator.publicKey)
        let roles = Set(role)
        do {
            try keys.change { (list) throws(AccessFailure) in
                try list.allow(name, .curve(made.keys.publicKey), roles: roles)
            }
        } catch {
            // A key that nobody admits would only confuse.
            unlink(path)
            throw error
        }
        try Terminal.printResult(made.keys.publicKey.text)
    }

    private var path: String { output ?? "\(name).key" }

    private func make(for coordinator: CurveKey) throws(CommandFailure) -> KeyFile {
        try Keys.reporting { () throws(AccessFailure) in
            let file = try KeyFile(new: name, coordinator: coordinator)
            try file.write(path)
            Terminal.printMessage("\(path) is the secret key of \"\(name)\"")
            return file
        }
    }

    private func makeToken() throws {
        _ = try Keys.reporting { () throws(AccessFailure) in try keys.directory.makeCoordinatorKeys() }
        let made = BearerToken()
        let roles = role.isEmpty ? [.read] : Set(role)
        try keys.change { (list) throws(AccessFailure) in try list.allow(name, .token(made.digest), roles: roles) }
        try Terminal.printResult(made.text)
    }
}

/// `suanli keys allow NAME KEY`: admits a key that was made elsewhere.
struct KeysAllow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "allow", abstract: "Allow a key by its public half.",
        discussion: "A name may have several keys: allow the new one, hand it out, then revoke the old one by --key.")

    @Argument(help: "Whose key it is.")
    var name: String

    @Argument(help: "The public key: 40 characters, in quotes for the shell.")
    var key: String

    @Option(
        help:
            "What its holder may do: \(Role.allCases.map(\.rawValue).joined(separator: ", ")); several times for several."
    )
    var role: [Role]

    @OptionGroup var keys: KeyDirectoryOptions

    func run() throws {
        let publicKey = try Keys.key(key, what: "KEY")
        let roles = Set(role)
        _ = try Keys.reporting { () throws(AccessFailure) in try keys.directory.makeCoordinatorKeys() }
        try keys.change { (list) throws(AccessFailure) in try list.allow(name, .curve(publicKey), roles: roles) }
    }
}

/// `suanli keys revoke NAME`: takes all rights from keys.
struct KeysRevoke: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Take all rights from the keys and tokens of a name, or from one of its keys.")

    @Argument(help: "Whose keys.")
    var name: String

    @Option(help: "Only this public key.")
    var key: String?

    @OptionGroup var keys: KeyDirectoryOptions

    func run() throws {
        let only = try key.map { text throws(CommandFailure) in try Keys.key(text, what: "--key") }
        let revoked = try keys.change { (list) throws(AccessFailure) in try list.revoke(name, key: only) }
        for entry in revoked { Terminal.printMessage("revoked: \(entry.name) \(entry.credential.text)") }
    }
}

/// `suanli keys list`: who may do what.
struct KeysList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List who may do what.")

    @OptionGroup var keys: KeyDirectoryOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let list = try Keys.reporting { () throws(AccessFailure) in try keys.directory.accessList() }
        try output.show(
            KeyList(
                list.entries.map { entry in
                    let words = entry.credential.text.split(separator: " ").map(String.init)
                    return KeyListing(
                        name: entry.name, roles: entry.roles.sorted().map(\.rawValue), kind: words[0], key: words[1])
                }))
    }
}

/// `suanli keys public`: the public half of a key.
struct KeysPublic: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "public", abstract: "Print the public key of a key file, or else of the coordinator.")

    @Argument(help: "A key file.")
    var file: String?

    @OptionGroup var keys: KeyDirectoryOptions

    func run() throws {
        let pair = try Keys.reporting { () throws(AccessFailure) in
            if let file { return try KeyFile(reading: file).keys }
            return try keys.directory.coordinatorKeys()
        }
        try Terminal.printResult(pair.publicKey.text)
    }
}
