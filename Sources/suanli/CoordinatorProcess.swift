import Access
import CoordinatorRuntime
import Dashboard
import Logging
import ZeroMQ

/// A coordinator with its page: what `coordinator` and `dev` run.
final class CoordinatorProcess: Sendable {
    private let context: Context
    private let coordinator: Coordinator
    private let page: DashboardServer?
    private let logger: Logger

    /// Starts both.
    init(_ options: CoordinatorOptions) throws(CommandFailure) {
        let logger = Logger.standard(options.logLevel)
        self.logger = logger
        DescriptorLimit.raise(logger: logger)
        let started: Coordinator
        do {
            context = try Context()
            started = try Coordinator(
                CoordinatorConfiguration(
                    work: options.work, query: options.query, ledgerDirectory: options.ledger, access: options.access,
                    settings: options.core),
                in: context, logger: logger)
        } catch {
            throw CommandFailure(.unavailable, "error: \(error)")
        }
        coordinator = started
        do {
            page = try options.http.map {
                try DashboardServer(
                    host: $0.host, port: $0.port, isReadingOpen: $0.isLocal, coordinator: started, logger: logger)
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

    /// Answers once the coordinator's thread has.
    func answer() async {
        _ = await coordinator.counters()
    }

    /// Takes up changed keys, and the log level of the configuration file.
    func reload(file: String?) {
        Hangup.reloadLogLevel(file: file, known: CoordinatorOptions.keys, logger: logger)
        do throws(AccessFailure) {
            guard let count = try coordinator.access?.reload() else { return }
            logger.notice("keys are read anew", metadata: ["keys": "\(count)"])
        } catch {
            logger.error("the keys stay as they were", metadata: ["reason": "\(error)"])
        }
    }

    /// Ends the page, then the coordinator.
    func stop() {
        page?.stop()
        coordinator.stop()
    }
}
