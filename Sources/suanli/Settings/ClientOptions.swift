import Access
import ArgumentParser
import ClusterClient
import ClusterProtocol
import Foundation
import Scheduling
import ZeroMQ

/// How a command finds the coordinator.
struct ClientOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The coordinator's query address; else SUANLI_COORDINATOR, else \(DefaultAddress.query).",
            valueName: "address"))
    var coordinator: String?

    @Option(
        help: ArgumentHelp("The key to show, where the coordinator asks for one; else SUANLI_KEY.", valueName: "file"))
    var key: String?

    @Option(parsing: .unconditional, help: "How many seconds to wait for an answer.")
    var timeout = 10.0

    func validate() throws {
        guard (0.1...3600).contains(timeout) else { throw ValidationError("--timeout is between 0.1 and 3600 seconds") }
    }

    /// A connection to the coordinator.
    func connect() throws(CommandFailure) -> CoordinatorConnection {
        let environment = ProcessInfo.processInfo.environment["SUANLI_COORDINATOR"]
        let address = coordinator ?? environment ?? DefaultAddress.query
        let endpoint = try Address.parse(address, what: coordinator == nil ? "SUANLI_COORDINATOR" : "--coordinator")
        let file = key ?? ProcessInfo.processInfo.environment["SUANLI_KEY"].flatMap { $0.isEmpty ? nil : $0 }
        let security = try SocketSecurity(keyFile: file)
        do {
            let client = try QueryClient(context: Context(), endpoint: endpoint, security: security)
            return CoordinatorConnection(client: client, timeout: .seconds(timeout))
        } catch {
            throw CommandFailure(.unavailable, "error: \(error)")
        }
    }
}

extension SocketSecurity {
    /// What a side that connects proves with the key file at `path`; nothing where there is none.
    init(keyFile path: String?) throws(CommandFailure) {
        guard let path else {
            self = .none
            return
        }
        let file = try Keys.reporting { () throws(AccessFailure) in try KeyFile(reading: path) }
        guard let coordinator = file.coordinator else {
            throw CommandFailure(
                .badInput,
                "\(path): error: the file does not name the coordinator's key; this is a coordinator's own file")
        }
        self = .client(file.keys, server: coordinator)
    }
}

/// Where a coordinator listens unless told otherwise.
enum DefaultAddress {
    static let work = "tcp://127.0.0.1:7771"
    static let query = "tcp://127.0.0.1:7772"
    static let http = "127.0.0.1:7773"
}

/// Addresses as users write them.
enum Address {
    static func parse(_ text: String, what: String) throws(CommandFailure) -> Endpoint {
        do {
            return try Endpoint(text)
        } catch {
            throw CommandFailure(.usage, "error: \(what): \(error)")
        }
    }
}
