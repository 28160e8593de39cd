import Foundation
import Glibc

/// How a command ends, for scripts: the statuses of the contract, which are those of sysexits.h where it has one.
enum ExitStatus: Int32 {
    case done = 0
    /// The check did not hold: a digest that differs, identities broken.
    case checkFailed = 1
    case usage = 64
    /// A bad model or configuration.
    case badInput = 65
    /// Something cannot be reached, or is not allowed.
    case unavailable = 69
    case gaveUp = 75
    case interrupted = 130
}

/// Why a command ends without having done what it was asked to.
struct CommandFailure: Error {
    let status: ExitStatus
    /// What to print to standard error; empty where everything has been said.
    let message: String

    init(_ status: ExitStatus, _ message: String = "") {
        self.status = status
        self.message = message
    }
}

/// Standard output and standard error, without buffers of ours.
enum Terminal {
    /// Prints to standard output.
    /// - Throws: when it cannot take the text, as on a full disk; whoever has closed a pipe wanted no more of it.
    static func printResult(_ text: String) throws(CommandFailure) {
        _ = try printPiece(text)
    }

    /// The same of a part of the result; says whether somebody reads on.
    static func printPiece(_ text: String) throws(CommandFailure) -> Bool {
        let code = write(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO)
        guard code == 0 || code == EPIPE else {
            throw CommandFailure(
                .unavailable, "error: the result cannot be written: \(String(cString: strerror(code)))")
        }
        return code == 0
    }

    /// Prints a line to standard error, where nobody can be told that it failed.
    static func printMessage(_ text: String) {
        _ = write(text + "\n", to: STDERR_FILENO)
    }

    /// Draws over the current line of standard error.
    static func drawLine(_ text: String, isLast: Bool = false) {
        // To the start of the line, the text, and whatever was longer before is erased.
        _ = write("\r\(text)\u{1B}[K\(isLast ? "\n" : "")", to: STDERR_FILENO)
    }

    /// 0, or the `errno` of what went wrong.
    private static func write(_ text: String, to descriptor: Int32) -> Int32 {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno != EINTR { return errno }
            rest = rest.dropFirst(max(0, count))
        }
        return 0
    }

    static var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Whether to colour what goes to standard output (https://no-color.org).
    static var isColoured: Bool {
        isOutputTerminal && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    }

    /// Columns of the terminal, 100 where there is none.
    static var width: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
        return Int(size.ws_col)
    }
}
