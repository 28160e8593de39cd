import BinaryCoding
import Dispatch
import ModelLanguage
import RuntimeSupport
import Sampling
import Scheduling
import Statistics
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
            let result = run?.evaluate(offer.range) ?? .failure(.runNotKept)
            let seconds = MonotonicClock.now.duration(since: began) / .seconds(1)
            switch result {
            case .success(let bytes): deliver(.evaluationFinished(offer.lease, bytes, seconds: seconds))
            case .failure(let failure):
                deliver(.evaluationFailed(offer.lease, reason: "\(failure)", seconds: seconds))
            }
        }
    }
}

/// Why a shard has no summary.
enum EvaluationFailure: Error, CustomStringConvertible {
    case runNotKept
    case cancelled
    case planUnreadable(DecodingFailure)
    case rangeOutsideRun
    case unknownSampler(String)

    var description: String {
        switch self {
        case .runNotKept: "the run's plan was dropped before the shard started"
        case .cancelled: "the run ended before the shard did"
        case .planUnreadable(let failure): "the plan cannot be read: \(failure)"
        case .rangeOutsideRun: "the shard lies outside the run"
        case .unknownSampler(let name): "the run's sampler \"\(name)\" is none of this worker's"
        }
    }
}

/// One run's plan, read when the first shard needs it, and its idle evaluators.
private final class PreparedRun: Sendable {
    private struct State {
        var plan: Result<Plan, EvaluationFailure>?
        var idle: [IdleEvaluator] = []
        var isCancelled = false
    }

    /// An evaluator is in one place at a time, in the list of idle ones or with the evaluation that took it out, and the
    /// mutex stands between the two.
    private struct IdleEvaluator: @unchecked Sendable {
        let evaluator: ShardEvaluator
    }

    private let description: RunDescription
    private let state = Mutex(State())

    init(_ description: RunDescription) {
        self.description = description
    }

    func cancel() {
        state.withLock { $0.isCancelled = true }
    }

    func evaluate(_ range: ShardRange) -> Result<[UInt8], EvaluationFailure> {
        guard description.layout.contains(range) else { return .failure(.rangeOutsideRun) }
        return evaluator().flatMap { idle in
            let summary = idle.evaluator.evaluate(range) { state.withLock { $0.isCancelled } }
            state.withLock { $0.idle.append(idle) }
            return summary.map { .success($0.encoded()) } ?? .failure(.cancelled)
        }
    }

    private func evaluator() -> Result<IdleEvaluator, EvaluationFailure> {
        let idle = state.withLock { $0.idle.popLast() }
        if let idle { return .success(idle) }
        guard let sampler = Sampler(rawValue: description.sampler) else {
            return .failure(.unknownSampler(description.sampler))
        }
        return plan().map { plan in
            IdleEvaluator(
                evaluator: ShardEvaluator(
                    plan: plan, sampler: sampler, seed: description.seed, layout: description.layout))
        }
    }

    /// Read once; the slots that need it meanwhile wait.
    private func plan() -> Result<Plan, EvaluationFailure> {
        state.withLock { state in
            if let known = state.plan { return known }
            let plan = Self.read(description.plan)
            state.plan = plan
            return plan
        }
    }

    private static func read(_ bytes: [UInt8]) -> Result<Plan, EvaluationFailure> {
        do throws(DecodingFailure) {
            return .success(try Plan(decoding: bytes[...]))
        } catch {
            return .failure(.planUnreadable(error))
        }
    }
}
