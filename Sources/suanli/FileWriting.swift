// Which of both C modules owns `stat` hangs on which file the compiler reads first.
import CDispatch
import Foundation
import Glibc

/// Writes files that users name.
enum FileWriting {
    /// Whether `path` is there and neither an ordinary file nor a folder: a device or a pipe, which is never replaced.
    static func isSpecial(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        return status.st_mode & S_IFMT != S_IFREG && status.st_mode & S_IFMT != S_IFDIR
    }

    /// Replaces the content of the file at `path`, whole or not at all; its permissions stay, and where it is a link, the
    /// link.
    static func replace(_ path: String, with bytes: [UInt8]) throws(CommandFailure) {
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        var status = stat()
        guard stat(target, &status) == 0 else { throw failure(path) }
        // Beside the file, since only within a file system can one file take the place of another at once.
        var template = Array("\(target).XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw failure(path) }
        let isWritten = write(bytes, to: descriptor, mode: status.st_mode & 0o7777) && rename(template, target) == 0
        let problem = errno
        close(descriptor)
        guard !isWritten else { return }
        unlink(template)
        errno = problem
        throw failure(path)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, mode: mode_t) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno != EINTR { return false }
            rest = rest.dropFirst(max(0, count))
        }
        return fchmod(descriptor, mode) == 0 && fsync(descriptor) == 0
    }

    private static func failure(_ path: String) -> CommandFailure {
        CommandFailure(.unavailable, "\(path): error: the file cannot be written: \(String(cString: strerror(errno)))")
    }
}
