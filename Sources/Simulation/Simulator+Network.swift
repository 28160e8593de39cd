import BinaryCoding
import Scheduling

/// A network that loses, delays, doubles, reorders and cuts off.
extension Simulator {
    mutating func openConnection(of index: Int) {
        workers[index].peer = PeerID(UInt64(connections.count))
        connections.append(SimulatedConnection(worker: index, process: workers[index].number))
    }

    mutating func closeConnection(of index: Int) {
        guard let peer = workers[index].peer else { return }
        connections[Int(peer.rawValue)].isOpen = false
        workers[index].peer = nil
    }

    /// Sends what a worker says; it may arrive even after the connection was closed.
    mutating func send(_ message: WorkerMessage<ChainNode>, from index: Int) {
        guard let peer = workers[index].peer else {
            object(["worker \(index) sends without a connection"])
            return
        }
        let place = Int(peer.rawValue)
        for arrival in arrivals(worker: index, after: connections[place].lastToCoordinator) {
            connections[place].lastToCoordinator = max(connections[place].lastToCoordinator, arrival)
            let isReadable = !generator.chance(weather.corruption)
            let event: CoordinatorEvent<ChainNode> =
                isReadable ? .messageReceived(encoded(message), from: peer) : .unreadableReceived(from: peer)
            timeline.schedule(.reachesCoordinator(event, from: peer), at: arrival)
        }
    }

    /// Sends what the coordinator says. When the connection is gone it is told so, or not.
    mutating func send(_ message: CoordinatorMessage, to peer: PeerID) {
        if settings.plantedBug == .losesLeases, case .leases = message, generator.chance(0.05) { return }
        let place = Int(peer.rawValue)
        guard connections[place].isOpen, !connections[place].isBroken else {
            if generator.chance(0.5) { post(.peerLost(peer)) }
            return
        }
        for arrival in arrivals(worker: connections[place].worker, after: connections[place].lastToWorker) {
            connections[place].lastToWorker = max(connections[place].lastToWorker, arrival)
            timeline.schedule(.reachesWorker(message, peer), at: arrival)
        }
    }

    mutating func reachWorker(_ message: CoordinatorMessage, at peer: PeerID) {
        let connection = connections[Int(peer.rawValue)]
        guard connection.isOpen, !connection.isBroken, workers[connection.worker].number == connection.process else {
            return
        }
        journal.note(now, "worker \(connection.worker) receives \(message.summary)")
        deliver(.messageReceived(message), to: connection.worker)
    }

    /// When a message arrives: never, once or twice.
    private mutating func arrivals(worker index: Int, after previous: Int64) -> [Int64] {
        report.tally.messages += 1
        let healed = workers[index].partitionedUntil
        guard !generator.chance(weather.loss), healed <= now || weather.holdsInPartition else {
            report.tally.lost += 1
            return []
        }
        var arrival = max(now, healed) + generator.nanoseconds(0.0002, 0.01)
        if generator.chance(weather.straying) { arrival += generator.nanoseconds(0.5, 12) }
        if weather.keepsOrder { arrival = max(arrival, previous) }
        guard generator.chance(weather.duplication) else { return [arrival] }
        report.tally.duplicated += 1
        return [arrival, arrival + generator.nanoseconds(0, 3)]
    }

    /// What the bytes of a message say at the other end.
    private func encoded(_ message: WorkerMessage<ChainNode>) -> WorkerMessage<ChainNode> {
        switch message {
        case .heartbeat(_, let credit) where settings.plantedBug == .emptiesHeartbeats:
            .heartbeat(holding: [], credit: credit)
        case .shardReported(let report):
            .shardReported(
                ShardReport(
                    lease: report.lease, run: report.run, task: report.task, outcome: report.outcome,
                    seconds: report.seconds, digest: report.outcome.digest))
        default: message
        }
    }
}

extension ShardReport<ChainNode>.Outcome {
    /// Of the bytes that would be sent; `nil` of an error.
    fileprivate var digest: ContentDigest? {
        switch self {
        case .evaluated(.summary(let node)):
            ContentDigest(
                of: [node.leaves, node.hash].flatMap { word in
                    (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
                })
        case .evaluated(.sensitivity(let bytes)): ContentDigest(of: bytes)
        case .failed: nil
        }
    }
}
