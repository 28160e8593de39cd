import Logging
import Synchronization

/// Logs as another handler does, at a level that can change while the process runs.
private struct AdjustableLogHandler: LogHandler {
    private static let sharedLevel = Mutex(Logger.Level.info)

    private var handler: StreamLogHandler
    /// What one logger was set to by itself.
    private var ownLevel: Logger.Level?

    init(_ handler: StreamLogHandler) {
        self.handler = handler
    }

    static func setLevel(_ level: Logger.Level) {
        sharedLevel.withLock { $0 = level }
    }

    var logLevel: Logger.Level {
        get { ownLevel ?? Self.sharedLevel.withLock { $0 } }
        set { ownLevel = newValue }
    }

    var metadata: Logger.Metadata {
        get { handler.metadata }
        set { handler.metadata = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { handler[metadataKey: key] }
        set { handler[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) {
        handler.log(event: event)
    }
}

extension Logger {
    /// The logger of a long-running process: a line an event on standard error, by swift-log's own stream handler.
    static func standard(_ level: Logger.Level) -> Logger {
        AdjustableLogHandler.setLevel(level)
        return Logger(label: "suanli", factory: { AdjustableLogHandler(StreamLogHandler.standardError(label: $0)) })
    }
}

/// What long-running processes do at SIGHUP.
enum Hangup {
    /// Takes up the log level that the configuration file says now; where that cannot be read, it stays.
    static func reloadLogLevel(file: String?, known: [String], logger: Logger) {
        do throws(CommandFailure) {
            let level = try Settings(file: file, known: known).logLevel()
            AdjustableLogHandler.setLevel(level)
            logger.notice("the log level is read anew", metadata: ["level": "\(level)"])
        } catch {
            logger.error("the settings stay as they were", metadata: ["reason": "\(error.message)"])
        }
    }
}
