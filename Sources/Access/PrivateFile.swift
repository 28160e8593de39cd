import Glibc

/// Files that only their owner may read.
enum PrivateFile {
    /// More than any of them can have.
    private static let maximumBytes = 4 << 20

    /// The text of the file at `path`.
    /// - Throws: ``AccessFailure`` where it cannot be read, others can read it too, or it is not text.
    static func read(_ path: String) throws(AccessFailure) -> String {
        // Without waiting for whoever writes, should it be a pipe.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(path, "cannot be read") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path, "cannot be read") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw AccessFailure("\(path): error: this is no ordinary file")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw AccessFailure("\(path): error: others can read or change this file of keys; run: chmod 600 \(path)")
        }
        guard status.st_size <= maximumBytes else {
            throw AccessFailure("\(path): error: too large for a file of keys")
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= maximumBytes {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure(path, "cannot be read") }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw AccessFailure("\(path): error: the file is not UTF-8 text")
        }
        return text
    }

    /// Writes a file that was not there before, whole or not at all.
    /// - Throws: ``AccessFailure``, also where there is one: a key that is written over is lost.
    static func create(_ path: String, _ text: String) throws(AccessFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path, "cannot be made") }
        defer { close(descriptor) }
        guard write(text, to: descriptor) else {
            let failure = failure(path, "cannot be written")
            unlink(path)
            throw failure
        }
    }

    /// Puts a file in the place of the one at `path`, whole or not at all; durable when it returns.
    static func replace(_ path: String, _ text: String) throws(AccessFailure) {
        // One at a time, as whoever changes a list holds its lock.
        let draft = path + ".new"
        unlink(draft)
        try create(draft, text)
        guard rename(draft, path) == 0 else { throw failure(path, "cannot be replaced") }
        let folder = open(directory(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failure(path, "cannot be made durable") }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw failure(path, "cannot be made durable") }
    }

    static func failure(_ path: String, _ what: String) -> AccessFailure {
        AccessFailure("\(path): error: the file \(what): \(String(cString: strerror(errno)))")
    }

    private static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno != EINTR { return false }
            rest = rest.dropFirst(max(0, count))
        }
        return fsync(descriptor) == 0
    }
}
