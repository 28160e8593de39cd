import Logging

extension Logger {
    /// The logger of a long-running process: a line an event on standard error, by swift-log's own stream handler.
    static func standard(_ level: Logger.Level) -> Logger {
        var logger = Logger(label: "suanli", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = level
        return logger
    }
}
