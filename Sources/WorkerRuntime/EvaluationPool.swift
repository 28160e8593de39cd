import DequeModule
import Dispatch
import RuntimeSupport
import Sampling
import Scheduling
import Synchronization

/// Evaluates shards on Dispatch threads, one to a slot, in the order in which they came, and delivers each outcome as an event.
///
/// How many are lined up is the core's decision. Short shards that are pass from one to the next without a word to another thread:
/// to wake one costs more than such a shard.
final class EvaluationPool: Sendable {
    private struct State {
        var runs: [RunID: PreparedRun] = [:]
        var line = Deque<(offer: LeaseOffer, run: PreparedRun?)>()
        /// Threads that work through the line.
        var atWork = 0
    }

    private let slots: Int
    private let queue = DispatchQueue(label: "suanli.evaluation", attributes: .concurrent)
    private let state = Mutex(State())
    private let deliver: @Sendable (WorkerEvent<[UInt8]>, _ isUrgent: Bool) -> Void

    /// An outcome is urgent when none follows shortly: behind one that is not, another shard is being evaluated, which was to be short.
    init(slots: Int, deliver: @escaping @Sendable (WorkerEvent<[UInt8]>, _ isUrgent: Bool) -> Void) {
        self.slots = slots
        self.deliver = deliver
    }

    /// Keeps what evaluations of a run need.
    func keep(_ description: RunDescription) {
        state.withLock { $0.runs[description.id] = PreparedRun(description) }
    }

    /// Forgets a run; what still evaluates it stops at the next leaf.
    func drop(_ run: RunID) {
        let dropped = state.withLock { $0.runs.removeValue(forKey: run) }
        dropped?.cancel()
    }

    /// Lines up a shard of a kept run; one event tells how it ended.
    func start(_ offer: LeaseOffer) {
        let isThreadFree = state.withLock { state in
            state.line.append((offer, state.runs[offer.run]))
            guard state.atWork < slots else { return false }
            state.atWork += 1
            return true
        }
        if isThreadFree { queue.async { self.work() } }
    }

    private func work() {
        var lastUrgent = MonotonicClock.now
        var next = next()
        while let (offer, run) = next {
            let evaluation = run?.evaluate(offer.task) ?? Evaluation(.failure(.runNotKept))
            let ended = MonotonicClock.now
            next = self.next()
            let isUrgent = next == nil || ended.duration(since: lastUrgent) >= Self.patience
            if isUrgent { lastUrgent = ended }
            deliver(event(offer, evaluation), isUrgent)
        }
    }

    /// How long outcomes may wait for the ones behind them.
    private static let patience: Duration = .milliseconds(1)

    /// Takes the first of the line; with `nil` the thread is free again.
    private func next() -> (offer: LeaseOffer, run: PreparedRun?)? {
        state.withLock { state in
            let first = state.line.popFirst()
            if first == nil { state.atWork -= 1 }
            return first
        }
    }

    private func event(_ offer: LeaseOffer, _ evaluation: Evaluation) -> WorkerEvent<[UInt8]> {
        switch evaluation.result {
        case .success(let output): .evaluationFinished(offer.lease, output, seconds: evaluation.seconds)
        case .failure(let failure):
            .evaluationFailed(offer.lease, reason: "\(failure)", seconds: evaluation.seconds)
        }
    }
}
