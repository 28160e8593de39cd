public import Scheduling
public import Statistics

/// What a coordinator answers to a ``ClientRequest``.
public enum ClientReply: Sendable {
    /// Answers ``ClientRequest/ping``.
    case pong
    /// The ledger has the submitted run.
    case accepted(RunID)
    /// The ledger had it already.
    case duplicate(RunID)
    /// Another run has that id.
    case idTaken(RunID)
    /// All runs, in order of submission; the latest 100,000 of them.
    case runs([RunSnapshot])
    /// One run.
    case run(RunSnapshot)
    /// What a run has come to.
    case result(RunResultReply)
    /// What became of a cancellation.
    case cancelled(RunID, CancellationAnswer)
    /// What became of a pause, or of its end.
    case steered(RunID, SteeringAnswer)
    /// Why a run is where it is.
    case explanation(RunExplanation)
    /// A worker was told to finish and leave; whether it had been before.
    case draining(WorkerID, wasDraining: Bool)
    /// All registered workers, by name.
    case workers([WorkerListing])
    /// There is no other answer.
    case failure(ClientFailure)
}

/// What a run has come to: all that an estimate is made of.
public struct RunResultReply: Sendable {
    /// What was run, as a run of exactly the draws that it is computed for: of one towards a precision those that it has come
    /// to, whatever its ceiling.
    public let description: RunDescription
    /// How far it is.
    public let snapshot: RunSnapshot
    /// The merged nodes with their summaries, by replicate and leaf; disjoint ranges of the run.
    public let nodes: [(range: ShardRange, bytes: [UInt8])]
    /// How many of the merged shards came from each worker.
    public let receipts: [(worker: WorkerID, shards: UInt64)]
    /// The merged parts of the sensitivities in their canonical bytes, ascending.
    public let parts: [(part: Int, bytes: [UInt8])]

    /// A reply from its parts.
    public init(
        description: RunDescription, snapshot: RunSnapshot, nodes: [(range: ShardRange, bytes: [UInt8])],
        receipts: [(worker: WorkerID, shards: UInt64)], parts: [(part: Int, bytes: [UInt8])] = []
    ) {
        self.description = description
        self.snapshot = snapshot
        self.nodes = nodes
        self.receipts = receipts
        self.parts = parts
    }
}

/// A registered worker as a client sees it.
public struct WorkerListing: Hashable, Sendable {
    /// Which worker.
    public let id: WorkerID
    /// Of which registration.
    public let incarnation: UInt64
    /// The machine it runs on, as it says.
    public let host: String
    /// How many shards it evaluates at once.
    public let slots: Int
    /// How many shards it may hold at once.
    public let credit: Int
    /// Whether it takes no more and leaves once it has finished.
    public let isDraining: Bool
    /// How many it holds.
    public let leases: Int
    /// Shards of its that were merged since it registered first.
    public let mergedShards: UInt64
    /// How long ago it was heard last, when the reply was made.
    public let secondsSinceHeard: Double

    /// A listing from its parts.
    public init(
        id: WorkerID, incarnation: UInt64, host: String, slots: Int, credit: Int, isDraining: Bool = false, leases: Int,
        mergedShards: UInt64, secondsSinceHeard: Double
    ) {
        self.id = id
        self.incarnation = incarnation
        self.host = host
        self.slots = slots
        self.credit = credit
        self.isDraining = isDraining
        self.leases = leases
        self.mergedShards = mergedShards
        self.secondsSinceHeard = secondsSinceHeard
    }

    /// A worker as the coordinator knows it at `now`.
    public init(_ snapshot: WorkerSnapshot, at now: Instant) {
        self.init(
            id: snapshot.id, incarnation: snapshot.incarnation, host: snapshot.host, slots: snapshot.slots,
            credit: snapshot.credit, isDraining: snapshot.isDraining, leases: snapshot.leases,
            mergedShards: snapshot.mergedShards,
            secondsSinceHeard: max(0, now.duration(since: snapshot.lastHeard) / .seconds(1)))
    }
}

/// Why a coordinator does not do what a client asks.
public struct ClientFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure.
    public enum Code: Hashable, Sendable, CaseIterable {
        /// The request cannot be understood or is out of bounds.
        case invalid
        /// The model has errors; the message is all of them.
        case badModel
        /// No such run.
        case notFound
        /// Several runs are meant; the message names some.
        case ambiguous
        /// This client may not do that.
        case notAllowed
        /// The coordinator cannot do it now, or speaks another version of the protocol.
        case unavailable
    }

    /// What kind of failure.
    public let code: Code
    /// What is wrong and what to do about it, for people.
    public let message: String

    /// A failure from its parts.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
