public import CoordinatorRuntime
import Dispatch
import Hummingbird
public import Logging
import Synchronization

/// The HTTP server of a coordinator: the page, the reading API, and metrics.
public final class DashboardServer: Sendable {
    /// `host:port` at which it listens.
    public let address: String
    private let task: Task<Void, any Error>

    /// Starts to listen. Where reading is not open, it takes a token with that right.
    /// - Throws: ``DashboardFailure`` when the address cannot be bound within ten seconds.
    public init(
        host: String, port: Int, isReadingOpen: Bool, coordinator: Coordinator, logger: Logger
    ) throws(DashboardFailure) {
        let start = StartSignal()
        var quiet = logger
        // Its own trouble is reported through `start`; what is left is the noise of connections that end.
        quiet.logLevel = .critical
        let application = Application(
            router: Routes(coordinator: coordinator, isReadingOpen: isReadingOpen).router(),
            configuration: .init(address: .hostname(host, port: port), serverName: "suanli"),
            onServerRunning: { channel in start.put(.success(channel.localAddress?.port ?? port)) }, logger: quiet)
        task = Task {
            do {
                try await application.run()
            } catch {
                start.put(.failure(DashboardFailure(host: host, port: port, reason: "\(error)")))
                throw error
            }
        }
        do {
            let bound = try start.take(host: host, port: port)
            address = "\(host.contains(":") ? "[\(host)]" : host):\(bound)"
        } catch {
            task.cancel()
            throw error
        }
    }

    /// Stops to listen.
    public func stop() {
        task.cancel()
    }
}

/// Why the page is not there.
public struct DashboardFailure: Error, CustomStringConvertible {
    let host: String
    let port: Int
    let reason: String

    /// One line, without a full stop.
    public var description: String { "the page cannot be served at \(host):\(port): \(reason)" }
}

/// Tells the thread that starts the server how the start went.
private final class StartSignal: Sendable {
    private let result = Mutex<Result<Int, DashboardFailure>?>(nil)
    private let isThere = DispatchSemaphore(value: 0)

    func put(_ outcome: Result<Int, DashboardFailure>) {
        result.withLock { $0 = $0 ?? outcome }
        isThere.signal()
    }

    func take(host: String, port: Int) throws(DashboardFailure) -> Int {
        _ = isThere.wait(timeout: .now() + 10)
        guard let outcome = result.withLock({ $0 }) else {
            throw DashboardFailure(host: host, port: port, reason: "it did not start within 10 seconds")
        }
        return try outcome.get()
    }
}
