import CoordinatorRuntime
import Dashboard
import Logging
import ZeroMQ

/// A coordinator with its page: what `coordinator` and `dev` run.
final class CoordinatorProcess {
    private let context: Context
    private let coordinator: Coordinator
    private let page: DashboardServer?

    /// Starts both.
    init(_ options: CoordinatorOptions) throws(CommandFailure) {
        let logger = Logger.standard(options.logLevel)
        let started: Coordinator
        do {
            context = try Context()
            started = try Coordinator(
                CoordinatorConfiguration(
                    work: options.work, query: options.query, ledgerDirectory: options.ledger, settings: options.core),
                in: context, logger: logger)
        } catch {
            throw CommandFailure(.unavailable, "error: \(error)")
        }
        coordinator = started
        do {
            page = try options.http.map {
                try DashboardServer(host: $0.host, port: $0.port, coordinator: started, logger: logger)
            }
        } catch {
            started.stop()
            throw CommandFailure(.unavailable, "error: \(error)")
        }
    }

    /// Where workers connect.
    var work: Endpoint { coordinator.work }

    /// The addresses, a line each.
    var greeting: String {
        var lines = ["work   \(coordinator.work)", "query  \(coordinator.query)"]
        if let page { lines.append("page   http://\(page.address)/") }
        return lines.joined(separator: "\n")
    }

    /// Ends the page, then the coordinator.
    func stop() {
        page?.stop()
        coordinator.stop()
    }
}
