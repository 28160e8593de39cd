import BinaryCoding
import ClusterProtocol
import Logging
import Scheduling
import Statistics
import ZeroMQ

/// Messages of workers, in and out.
extension CoordinatorLoop {
    /// Takes in what workers have sent; whether that was all.
    func takeWork() throws(ZeroMQError) -> Bool {
        for _ in 0..<Self.batch {
            guard let reception = try work.receive() else { return true }
            switch reception {
            case .tooLarge(let first):
                if let peer = PeerID(routing: first.bytes) { handle(.unreadableReceived(from: peer)) }
            case .message(let frames):
                let bytes = frames.map(\.bytes)
                if let name = bytes.first, let peer = PeerID(routing: name) {
                    take(Array(bytes.dropFirst()), from: peer)
                }
            }
        }
        return false
    }

    private func take(_ frames: [[UInt8]], from peer: PeerID) {
        do {
            let message = try WorkerMessage<[UInt8]>(decoding: frames)
            handle(.messageReceived(validated(message), from: peer))
        } catch {
            logger.warning("an unreadable message was dropped", metadata: ["reason": "\(error)"])
            handle(.unreadableReceived(from: peer))
        }
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
                    seconds: report.seconds))
        }
    }

    private func outcome(of report: ShardReport<[UInt8]>) -> ShardReport<Summary>.Outcome {
        let bytes: [UInt8]
        switch report.outcome {
        case .failed(let reason): return .failed(reason: reason)
        case .evaluated(.summary(let evaluated)), .evaluated(.sensitivity(let evaluated)): bytes = evaluated
        }
        // Of a run that has ended the core refuses every report, whatever is in it.
        guard let shapes = shapes[report.run], let layout = core.description(of: report.run)?.layout else {
            return .failed(reason: "the run has ended")
        }
        do {
            return .evaluated(try shapes.check(bytes, of: report.task, layout: layout))
        } catch {
            return .failed(reason: error.description)
        }
    }

    /// Sends a message. What a full queue refuses is lost like a lost packet, which the cores mend: leases that no
    /// heartbeat names are given anew, reports without an acknowledgement are repeated.
    func send(_ message: CoordinatorMessage, to peer: PeerID) {
        do {
            switch try work.send([peer.routing] + message.encoded()) {
            case .sent: break
            case .wouldBlock:
                logger.warning("a worker does not take its messages", metadata: ["peer": "\(peer.rawValue)"])
            case .unreachable: handle(.peerLost(peer))
            }
        } catch {
            logger.error("a message could not be sent", metadata: ["reason": "\(error)"])
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
