import Dispatch
import RuntimeSupport
import Sampling
import Scheduling
import Synchronization

/// Evaluates shards on Dispatch threads and delivers each outcome as an event. It starts what it is told to: how many
/// run at once is the core's decision.
final class EvaluationPool: Sendable {
    private let queue = DispatchQueue(label: "suanli.evaluation", attributes: .concurrent)
    private let runs = Mutex<[RunID: PreparedRun]>([:])
    private let deliver: @Sendable (WorkerEvent<[UInt8]>) -> Void

    init(deliver: @escaping @Sendable (WorkerEvent<[UInt8]>) -> Void) {
        self.deliver = deliver
    }

    /// Keeps what evaluations of a run need.
    func keep(_ description: RunDescription) {
        runs.withLock { $0[description.id] = PreparedRun(description) }
    }

    /// Forgets a run; what still evaluates it stops at the next leaf.
    func drop(_ run: RunID) {
        let dropped = runs.withLock { $0.removeValue(forKey: run) }
        dropped?.cancel()
    }

    /// Evaluates a shard of a kept run; one event tells how it ended.
    func start(_ offer: LeaseOffer) {
        let run = runs.withLock { $0[offer.run] }
        queue.async { [deliver] in
            let began = MonotonicClock.now
            let result = run?.evaluate(offer.task) ?? .failure(.runNotKept)
            let seconds = MonotonicClock.now.duration(since: began) / .seconds(1)
            switch result {
            case .success(let output): deliver(.evaluationFinished(offer.lease, output, seconds: seconds))
            case .failure(let failure):
                deliver(.evaluationFailed(offer.lease, reason: "\(failure)", seconds: seconds))
            }
        }
    }
}
