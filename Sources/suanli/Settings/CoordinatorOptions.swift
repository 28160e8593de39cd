import Access
import ClusterProtocol
import CoordinatorRuntime
import Foundation
import Logging
import ModelLanguage
import Scheduling
import Statistics
import ZeroMQ

/// All settings of a coordinator process.
struct CoordinatorOptions {
    let work: Endpoint
    let query: Endpoint
    /// `nil` for none.
    let http: HTTPAddress?
    let ledger: String
    /// `nil` where whoever reaches the coordinator may do everything.
    let access: AccessControl?
    let core: CoordinatorSettings
    let logLevel: Logger.Level

    /// The keys of the configuration file.
    static let keys = [
        "work", "query", "http", "ledger", "keys", "heartbeat_interval", "silent_beats", "lease_duration",
        "failure_limit",
        "credit_ceiling", "shard_time", "largest_level", "log_level",
    ]

    /// From flags (`nil` where not given), variables and a file.
    init(
        file: String?, work: String? = nil, query: String? = nil, http: String? = nil, ledger: String? = nil,
        keys: String? = nil, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(CommandFailure) {
        let settings = try Settings(file: file, known: Self.keys, environment: environment)
        self.work = try settings.endpoint("work", flag: work, usual: DefaultAddress.work)
        self.query = try settings.endpoint("query", flag: query, usual: DefaultAddress.query)
        access = try settings.string("keys", flag: keys).map { path throws(CommandFailure) in
            try Keys.reporting { () throws(AccessFailure) in try AccessControl(KeyDirectory(path)) }
        }
        self.http = try HTTPAddress.setting(settings, flag: http, hasKeys: access != nil)
        self.ledger = settings.string("ledger", flag: ledger) ?? Self.usualLedger(environment)
        logLevel = try settings.logLevel()
        core = try Self.core(settings)
        guard core.leaseDuration >= core.silenceLimit else {
            throw CommandFailure(
                .badInput,
                "error: lease_duration must be at least heartbeat_interval times silent_beats, "
                    + "\(core.silenceLimit / .seconds(1)) s")
        }
    }

    private static func core(_ settings: Settings) throws(CommandFailure) -> CoordinatorSettings {
        var core = CoordinatorSettings(protocolVersion: ClusterProtocol.version, kernelVersion: Plan.kernelVersion)
        core.heartbeatInterval = try settings.duration("heartbeat_interval", in: 0.05...600) ?? core.heartbeatInterval
        core.silentBeats = try settings.integer("silent_beats", in: 2...100) ?? core.silentBeats
        core.leaseDuration = try settings.duration("lease_duration", in: 0.1...86_400) ?? core.leaseDuration
        core.failureLimit = try settings.integer("failure_limit", in: 1...100) ?? core.failureLimit
        core.creditCeiling =
            try settings.integer("credit_ceiling", in: 1...ClusterProtocol.maximumLeases) ?? core.creditCeiling
        core.shardTime = try settings.duration("shard_time", in: 0.001...3600) ?? core.shardTime
        core.largestLevel =
            try settings.integer("largest_level", in: 0...DrawLayout.maximumLevel) ?? core.largestLevel
        return core
    }

    /// The folder of the ledger where none is named.
    static func usualLedger(_ environment: [String: String]) -> String {
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return "\(state)/suanli" }
        return "\(environment["HOME"] ?? NSHomeDirectory())/.local/state/suanli"
    }
}

/// Where the HTTP server listens.
struct HTTPAddress {
    let host: String
    let port: Int

    /// From `host:port`; `nil` for anything else.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port), colon > text.startIndex
        else { return nil }
        let host = text[..<colon]
        self.host = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : String(host)
        self.port = port
    }

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Whether only this machine reaches it.
    var isLocal: Bool {
        host == "localhost" || host == "::1" || (try? Endpoint("tcp://\(host):1").isLocal) == true
    }

    static func setting(_ settings: Settings, flag: String?, hasKeys: Bool) throws(CommandFailure) -> HTTPAddress? {
        let text = settings.string("http", flag: flag) ?? DefaultAddress.http
        if text == "off" { return nil }
        guard let address = HTTPAddress(text) else {
            throw CommandFailure(
                flag == nil ? .badInput : .usage, "error: http: \"\(text)\" is not host:port, or 'off'")
        }
        guard address.isLocal || hasKeys else {
            throw CommandFailure(
                .unavailable,
                "error: http: \(text) is open to other machines and there are no tokens to tell who asks; make some with "
                    + "'suanli keys new NAME --token' and name their folder by --keys, or take a loopback address")
        }
        return address
    }
}

extension Settings {
    func endpoint(_ key: String, flag: String?, usual: String) throws(CommandFailure) -> Endpoint {
        let text = string(key, flag: flag) ?? usual
        do {
            return try Endpoint(text)
        } catch {
            throw CommandFailure(flag == nil ? .badInput : .usage, "error: \(key): \(error)")
        }
    }

    func logLevel() throws(CommandFailure) -> Logger.Level {
        let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
        return try value("log_level", form: "one of \(levels)") { Logger.Level(rawValue: $0) } ?? .info
    }
}
