import ClusterProtocol
import Foundation
import Logging
import ModelLanguage
import Scheduling
import WorkerRuntime
import ZeroMQ

/// All settings of a worker process.
struct WorkerOptions {
    let configuration: WorkerConfiguration
    let logLevel: Logger.Level

    /// The keys of the configuration file.
    static let keys = [
        "work", "key", "threads", "credit", "name", "log_level", "welcome_timeout", "shortest_backoff",
        "longest_backoff",
    ]

    /// From flags (`nil` where not given), variables and a file.
    init(
        file: String?, coordinator: String? = nil, key: String? = nil, threads: String? = nil, parent: Int32? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(CommandFailure) {
        let settings = try Settings(file: file, known: Self.keys, environment: environment)
        let endpoint = try settings.endpoint("work", flag: coordinator, usual: DefaultAddress.work)
        let asked = try settings.integer("threads", flag: threads, in: 0...1024) ?? 0
        let slots = asked > 0 ? asked : ProcessInfo.processInfo.activeProcessorCount
        let host = ProcessInfo.processInfo.hostName
        let seed = UInt64.random(in: 1...UInt64.max)
        let id = try settings.value("name", form: "a name of up to 64 printable characters without spaces") {
            WorkerID($0)
        }
        guard let id = id ?? WorkerID(Self.usualName(host: host, seed: seed)) else {
            throw CommandFailure(.badInput, "error: the host's name cannot be used in a worker's; set 'name'")
        }
        var core = WorkerSettings(
            id: id, host: host, slots: slots, protocolVersion: ClusterProtocol.version,
            kernelVersion: Plan.kernelVersion, seed: seed)
        let credit = try settings.integer("credit", in: 0...ClusterProtocol.maximumLeases) ?? 0
        guard credit == 0 || credit >= slots else {
            throw CommandFailure(.badInput, "error: credit must be at least the number of threads, \(slots), or 0")
        }
        if credit > 0 { core.credit = credit }
        // A process that takes up the name of an earlier one must register above what that had reached.
        core.incarnationsBefore = UInt64(Date().timeIntervalSince1970 * 1000)
        core.welcomeTimeout = try settings.duration("welcome_timeout", in: 0.1...600) ?? core.welcomeTimeout
        core.shortestBackoff = try settings.duration("shortest_backoff", in: 0.01...600) ?? core.shortestBackoff
        core.longestBackoff = try settings.duration("longest_backoff", in: 0.01...3600) ?? core.longestBackoff
        configuration = WorkerConfiguration(
            coordinator: endpoint, security: try SocketSecurity(keyFile: settings.string("key", flag: key)),
            settings: core, parent: parent)
        logLevel = try settings.logLevel()
    }

    /// Host, process and a few random digits, so that no two workers ever share a name.
    private static func usualName(host: String, seed: UInt64) -> String {
        let short = host.prefix(40).filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") }
        return "\(short)-\(ProcessInfo.processInfo.processIdentifier)-\(String(seed % 1_679_616, radix: 36))"
    }
}
