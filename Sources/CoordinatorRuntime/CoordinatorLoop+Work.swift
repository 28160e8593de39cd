import Access
import BinaryCoding
import ClusterProtocol
import Logging
import RuntimeSupport
import Scheduling
import Statistics
import ZeroMQ

/// Messages of workers, in and out.
extension CoordinatorLoop {
    /// Takes in what workers have sent.
    func takeWork() throws(ZeroMQError) -> Rest.Intake {
        for number in 0..<Self.batch {
            guard let reception = try work.receive(maximumBytes: Self.maximumWorkBytes) else {
                return number == 0 ? .nothing : .all
            }
            switch reception {
            case .tooLarge(let first):
                if let peer = PeerID(routing: first.bytes) { noteUnreadable(of: peer) }
            case .message(let frames):
                readings.work.received += frames.byteCount
                guard let name = frames.first?.bytes, let peer = PeerID(routing: name), mayWork(peer, frames) else {
                    continue
                }
                take(frames.dropFirst().map(\.bytes), from: peer)
            }
        }
        return .more
    }

    /// The most that all frames of a worker's message have together: a result with its header and body.
    private static let maximumWorkBytes = ClusterProtocol.maximumMessageBytes + (2 << 20)

    /// Whether the sender of a message still has the right to work, and has not sent too much. Who has lost the right has lost
    /// its leases with it.
    private func mayWork(_ peer: PeerID, _ frames: [Frame]) -> Bool {
        switch workerLimiter.admit(peer, at: MonotonicClock.now) {
        case .admitted: break
        case .tooMany:
            readings.workersTooFast += 1
            return false
        case .refused:
            readings.workersPoisonous += 1
            return false
        }
        guard let access else { return true }
        // Of the payload: libzmq 4.3.4 loses what it knows of the first frame's sender.
        let holder = frames.count > 1 ? frames.last?.sender.flatMap(access.holder) : nil
        if holder?.roles.allow(.work) == true { return true }
        audit.noteRefusal(
            by: holder?.name, at: SecurityDomain.work, from: "",
            because: holder?.isRevoked == true ? "its key is revoked" : "its key is not a worker's")
        handle(.peerLost(peer))
        return false
    }

    private func take(_ frames: [[UInt8]], from peer: PeerID) {
        do {
            let message = try WorkerMessage<[UInt8]>(decoding: frames)
            handle(.messageReceived(validated(message), from: peer))
        } catch {
            logger.warning("an unreadable message was dropped", metadata: ["reason": "\(error)"])
            noteUnreadable(of: peer)
        }
    }

    private func noteUnreadable(of peer: PeerID) {
        handle(.unreadableReceived(from: peer))
        guard workerLimiter.noteUnreadable(peer, at: MonotonicClock.now) else { return }
        logger.warning(
            "a peer that sent nothing readable is not heard for a while", metadata: ["peer": "\(peer.rawValue)"])
        handle(.peerLost(peer))
    }

    /// The message with its result decoded and checked against the run's shapes and the shard's draws. One that does not
    /// fit is a failed evaluation: were it ignored, its sender would repeat it for ever.
    private func validated(_ message: WorkerMessage<[UInt8]>) -> WorkerMessage<Summary> {
        switch message {
        case .arrival(let arrival): .arrival(arrival)
        case .heartbeat(let holding, let credit): .heartbeat(holding: holding, credit: credit)
        case .runWanted(let run): .runWanted(run)
        case .leasesHandedBack(let leases, let credit): .leasesHandedBack(leases, credit: credit)
        case .goodbye: .goodbye
        case .shardReported(let report):
            .shardReported(
                ShardReport(
                    lease: report.lease, run: report.run, task: report.task, outcome: outcome(of: report),
                    seconds: report.seconds, digest: report.digest))
        }
    }

    private func outcome(of report: ShardReport<[UInt8]>) -> ShardReport<Summary>.Outcome {
        readings.shard.add(report.seconds)
        let bytes: [UInt8]
        switch report.outcome {
        case .failed(let reason):
            logger.warning("a shard ended in an error", metadata: report.metadata + ["reason": "\(reason)"])
            return .failed(reason: reason)
        case .evaluated(.summary(let evaluated)), .evaluated(.sensitivity(let evaluated)): bytes = evaluated
        }
        // Of a run that has ended the core refuses every report, whatever is in it.
        guard let shapes = shapes[report.run], let layout = core.description(of: report.run)?.layout else {
            return .failed(reason: "the run has ended")
        }
        do {
            return .evaluated(try shapes.check(bytes, of: report.task, layout: layout))
        } catch {
            logger.warning("a result cannot be used", metadata: report.metadata + ["reason": "\(error)"])
            return .failed(reason: error.description)
        }
    }

    /// Sends a message. What a full queue refuses is lost like a lost packet, which the cores mend: leases that no
    /// heartbeat names are given anew, reports without an acknowledgement are repeated.
    func send(_ message: CoordinatorMessage, to peer: PeerID) {
        do {
            let frames = [peer.routing] + message.encoded()
            switch try work.send(frames) {
            case .sent: readings.work.sent += UInt64(frames.reduce(0) { $0 + $1.count })
            case .wouldBlock:
                logger.warning(
                    "a worker does not take its messages",
                    metadata: message.metadata + ["peer": "\(peer.rawValue)"])
            case .unreachable: handle(.peerLost(peer))
            }
        } catch {
            logger.error("a message could not be sent", metadata: message.metadata + ["reason": "\(error)"])
        }
    }
}

extension PeerID {
    /// The peer that ZeroMQ names so: its own names have five bytes, and only those are known here.
    init?(routing name: [UInt8]) {
        guard (1...7).contains(name.count) else { return nil }
        self.init(name.reduce(UInt64(name.count)) { $0 << 8 | UInt64($1) })
    }

    /// ZeroMQ's name of the peer.
    var routing: [UInt8] {
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: rawValue >> UInt64(56 - 8 * $0)) }
        guard let start = bytes.firstIndex(where: { $0 != 0 }) else { return [] }
        return Array(bytes[(start + 1)...])
    }
}
