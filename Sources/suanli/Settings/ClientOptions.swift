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
        do {
            let client = try QueryClient(context: Context(), endpoint: endpoint)
            return CoordinatorConnection(client: client, timeout: .seconds(timeout))
        } catch {
            throw CommandFailure(.unavailable, "error: \(error)")
        }
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
