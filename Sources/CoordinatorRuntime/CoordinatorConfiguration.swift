import Access
public import Scheduling
public import ZeroMQ

/// What a coordinator process is told.
public struct CoordinatorConfiguration: Sendable {
    /// Where workers connect.
    public var work: Endpoint
    /// Where clients connect.
    public var query: Endpoint
    /// The folder of the ledger; `nil` for one in memory, which ends with the process.
    public var ledgerDirectory: String?
    /// Who may connect, and as what; `nil` for whoever can reach it, which only addresses of this machine allow.
    public var access: AccessControl?
    /// What the core is told.
    public var settings: CoordinatorSettings

    /// A configuration from its parts.
    public init(
        work: Endpoint, query: Endpoint, ledgerDirectory: String?, access: AccessControl? = nil,
        settings: CoordinatorSettings
    ) {
        self.work = work
        self.query = query
        self.ledgerDirectory = ledgerDirectory
        self.access = access
        self.settings = settings
    }
}

/// Why a coordinator does not start.
public enum CoordinatorFailure: Error, CustomStringConvertible {
    /// It would be open to anyone who reaches the machine.
    case keysMissing(Endpoint)
    /// A socket cannot be opened or bound.
    case zeroMQ(ZeroMQError)
    /// The ledger cannot be opened or read; the text says why.
    case ledger(String)

    /// One line, without a full stop.
    public var description: String {
        switch self {
        case .keysMissing(let endpoint):
            "\(endpoint) is open to other machines and there are no keys to tell who connects; make some with "
                + "'suanli keys new' and name their folder by --keys, or take a loopback or ipc address"
        case .zeroMQ(let error): "\(error)"
        case .ledger(let reason): "the ledger cannot be used: \(reason)"
        }
    }
}
