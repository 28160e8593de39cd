import Glibc
public import ZeroMQ

/// The folder with a coordinator's own key and the list of whom it admits.
public struct KeyDirectory: Hashable, Sendable {
    /// Where it is.
    public let path: String

    /// The folder at `path`; nothing is read yet.
    public init(_ path: String) {
        self.path = path
    }

    private var keyPath: String { "\(path)/coordinator.key" }
    private var listPath: String { "\(path)/allowed" }

    /// The coordinator's key.
    /// - Throws: ``AccessFailure``; where there is none it says how one is made.
    public func coordinatorKeys() throws(AccessFailure) -> CurveKeyPair {
        guard access(keyPath, F_OK) == 0 || errno != ENOENT else {
            throw AccessFailure(
                "\(keyPath): error: there is no coordinator's key yet; 'suanli keys new NAME --role ROLE --keys \(path)' "
                    + "makes one with the first key that it allows")
        }
        return try KeyFile(reading: keyPath).keys
    }

    /// The coordinator's key, made now where there is none, with the folder.
    /// - Throws: ``AccessFailure``.
    public func makeCoordinatorKeys() throws(AccessFailure) -> CurveKeyPair {
        if mkdir(path, 0o700) != 0 && errno != EEXIST { throw PrivateFile.failure(path, "cannot be made") }
        if access(keyPath, F_OK) != 0 { try KeyFile(new: "coordinator", coordinator: nil).write(keyPath) }
        return try coordinatorKeys()
    }

    /// Whom it admits; nobody where there is no list yet.
    /// - Throws: ``AccessFailure``.
    public func accessList() throws(AccessFailure) -> AccessList {
        if access(listPath, F_OK) != 0 && errno == ENOENT { return AccessList() }
        return try AccessList(parsing: try PrivateFile.read(listPath), place: listPath)
    }

    /// Reads the list, changes it, and writes it; two processes do so one after the other.
    /// - Throws: ``AccessFailure``, also the one of `body`, whereupon nothing is changed.
    public func changeList<Value>(
        _ body: (inout AccessList) throws(AccessFailure) -> Value
    ) throws(AccessFailure) -> Value {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw PrivateFile.failure(path, "cannot be opened") }
        defer { close(folder) }
        guard flock(folder, LOCK_EX) == 0 else { throw PrivateFile.failure(path, "cannot be locked") }
        var list = try accessList()
        let value = try body(&list)
        try PrivateFile.replace(listPath, list.text)
        return value
    }
}
