import Foundation

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

/// Standard output and standard error, unbuffered enough that a pipe sees each piece when it is written.
enum Terminal {
    static func printResult(_ text: String) {
        write(text.hasSuffix("\n") ? text : text + "\n", to: .standardOutput)
    }

    static func printMessage(_ text: String) {
        write(text + "\n", to: .standardError)
    }

    static func write(_ text: String, to handle: FileHandle) {
        // A closed pipe is the reader's decision, not an error of ours.
        try? handle.write(contentsOf: Data(text.utf8))
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
