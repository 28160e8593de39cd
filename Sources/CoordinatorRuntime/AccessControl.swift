public import Access
import Synchronization
import ZeroMQ

/// Who may do what at a coordinator, as of the last reading of its keys; shared by all of its threads.
public final class AccessControl: Sendable {
    /// The coordinator's own keys. New ones need a new start: libzmq gives them to connections when it accepts those.
    let keys: CurveKeyPair
    private let directory: KeyDirectory
    private let list: Mutex<AccessList>

    /// Reads the keys in `directory`.
    /// - Throws: ``AccessFailure``.
    public init(_ directory: KeyDirectory) throws(AccessFailure) {
        self.directory = directory
        keys = try directory.coordinatorKeys()
        list = Mutex(try directory.accessList())
    }

    /// Reads the list anew. Rights that are gone are gone for the next message of a peer, connected or not.
    /// - Returns: how many keys have rights now.
    /// - Throws: ``AccessFailure``, and then the list is what it was.
    public func reload() throws(AccessFailure) -> Int {
        let new = try directory.accessList()
        list.withLock { $0 = new }
        return new.entries.count { !$0.isRevoked }
    }

    /// Whose key it is; revoked ones too.
    func holder(of key: CurveKey) -> AccessList.Entry? {
        list.withLock { $0.holder(of: key) }
    }

    /// Whose token it is; revoked ones too. Takes as long for a wrong token as for a right one.
    public func holder(ofToken text: String) -> AccessList.Entry? {
        list.withLock { $0 }.holder(ofToken: text)
    }
}
