import Glibc

/// A directory that belongs to one process for as long as this lives.
final class LedgerDirectory: Sendable {
    private let descriptor: Int32
    private let path: String

    /// Makes the directory, readable by its owner alone, where it does not exist, and takes it.
    init(claiming path: String) throws(LedgerFailure) {
        try Self.makeDirectories(path)
        self.path = path
        let lock = path + "/ledger.lock"
        descriptor = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(lock) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            // Swift runs `deinit` after this, which closes the file; closed twice, it would be another's the second time.
            throw errno == EWOULDBLOCK ? LedgerFailure.lockedByAnother(directory: path) : Self.failure(lock)
        }
    }

    deinit {
        close(descriptor)
    }

    /// What keeps a file in the directory from being written, as far as that has a name; found out by writing one.
    func obstacle() -> LedgerFailure? {
        let probe = path + "/ledger.probe"
        let descriptor = open(probe, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return Self.obstacle(errno) }
        defer {
            close(descriptor)
            unlink(probe)
        }
        let block = [UInt8](repeating: 0, count: 4096)
        return block.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } < 0 ? Self.obstacle(errno) : nil
    }

    private static func obstacle(_ code: Int32) -> LedgerFailure? {
        switch code {
        case EROFS: .readOnly
        case ENOSPC, EDQUOT: .diskFull
        default: nil
        }
    }

    private static func makeDirectories(_ path: String) throws(LedgerFailure) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            let parent = made.isEmpty ? "." : made
            made += made.isEmpty || made.hasSuffix("/") ? "\(part)" : "/\(part)"
            if mkdir(made, 0o700) == 0 {
                try synchronize(parent)
            } else {
                // Taken before the look at what is there, which sets errno anew.
                let failure = failure(made)
                guard isDirectory(made) else { throw failure }
            }
        }
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Without this a new directory, and the ledger in it, may be gone after a power loss.
    private static func synchronize(_ directory: String) throws(LedgerFailure) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(directory) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(directory) }
    }

    private static func failure(_ path: String) -> LedgerFailure {
        .cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
}
