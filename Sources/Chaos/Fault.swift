/// A way in which a part of a cluster is made to fail.
public enum FaultKind: String, CaseIterable, Hashable, Sendable {
    case killWorker = "worker killed"
    case stopWorker = "worker stopped"
    case killCoordinator = "coordinator killed"
    case stopCoordinator = "coordinator stopped"
    case losePower = "power lost"
    case stepClock = "clock stepped"
    case partition = "worker cut off"
    case delay = "messages delayed"
    case duplicate = "messages doubled"
    case garbage = "garbage sent"
    case fullDisk = "disk full"

    /// What is done, in a line.
    public var explanation: String {
        switch self {
        case .killWorker: "SIGKILL, started again after a while"
        case .stopWorker: "SIGSTOP, SIGCONT after a while"
        case .killCoordinator: "SIGKILL, started again on its ledger"
        case .stopCoordinator: "SIGSTOP, SIGCONT after a while"
        case .losePower: "SIGKILL of all processes at once; what the ledger had written and not flushed is lost"
        case .stepClock: "the system time of one process jumps, up to a day either way; a worker is started again at it"
        case .partition: "every message both ways is lost for a while"
        case .delay: "every message both ways comes later, in order"
        case .duplicate: "every message both ways comes twice, the second time out of order"
        case .garbage: "odd frames, broken messages and raw bytes at both of the coordinator's ports"
        case .fullDisk: "the ledger's file system has no room for a while"
        }
    }

    /// Whether it strikes one worker, rather than the coordinator or its ports.
    public var strikesWorker: Bool {
        switch self {
        case .killWorker, .stopWorker, .partition, .delay, .duplicate: true
        case .killCoordinator, .stopCoordinator, .losePower, .stepClock, .garbage, .fullDisk: false
        }
    }
}

/// One failure to come.
public struct Fault: Hashable, Sendable {
    /// How something fails.
    public let kind: FaultKind
    /// Which worker, from 0, where it is one that fails.
    public let worker: Int
    /// How long it lasts.
    public let length: Duration
    /// How long all is well afterwards.
    public let pause: Duration
    /// What garbage is made from, and how far delayed messages are delayed.
    public let seed: UInt64
}
