import BinaryCoding
import ClusterProtocol
import ModelLanguage
import RuntimeSupport
import Sampling
import Scheduling
import Statistics
import Synchronization

/// Why a unit of work has no result.
enum EvaluationFailure: Error, CustomStringConvertible {
    case runNotKept
    case cancelled
    case planUnreadable(DecodingFailure)
    case samplerUnknown(String)
    case outsideRun
    case summaryTooLarge(bytes: Int)

    var description: String {
        switch self {
        case .runNotKept: "the run's plan was dropped before the shard started"
        case .cancelled: "the run ended before the shard did"
        case .planUnreadable(let failure): "the plan cannot be read: \(failure)"
        case .samplerUnknown(let name): "the sampler \(name) is unknown here"
        case .outsideRun: "the shard lies outside the run"
        case .summaryTooLarge(let bytes):
            "the shard's summary has \(bytes >> 20) MB, too many to send; run fewer scenarios side by side, or fewer outputs"
        }
    }
}

/// What came of a unit of work, and how long it took; what makes its run ready, once, is not counted, for what comes next to be judged
/// by it.
struct Evaluation {
    let result: Result<ShardOutput<[UInt8]>, EvaluationFailure>
    let seconds: Double

    init(_ result: Result<ShardOutput<[UInt8]>, EvaluationFailure>, seconds: Double = 0) {
        self.result = result
        self.seconds = seconds
    }
}

/// One run's plans, each read when the first unit of work needs it, and its idle evaluators.
final class PreparedRun: Sendable {
    private let description: RunDescription
    private let isCancelled = Mutex(false)
    private let draws: Evaluators<Plan, ShardEvaluator>
    private let sensitivities: Evaluators<SensitivityPlan, SensitivityEvaluator>

    init(_ description: RunDescription) {
        self.description = description
        let seed = description.seed
        let layout = description.layout
        let draws = Evaluators<Plan, ShardEvaluator>(
            read: { () throws(EvaluationFailure) in
                try Self.read { () throws(DecodingFailure) in try Plan(decoding: description.plan[...]) }
            },
            make: { plan, sampler in ShardEvaluator(plan: plan, sampler: sampler, seed: seed, layout: layout) })
        self.draws = draws
        sensitivities = Evaluators(
            read: { () throws(EvaluationFailure) in
                let plan = try draws.plan()
                return try Self.read { () throws(DecodingFailure) in
                    try SensitivityPlan(decoding: description.sensitivity.plan[...], beside: plan)
                }
            },
            make: { plan, sampler in SensitivityEvaluator(plan: plan, sampler: sampler, seed: seed) })
    }

    private static func read<Plan>(_ read: () throws(DecodingFailure) -> Plan) throws(EvaluationFailure) -> Plan {
        do throws(DecodingFailure) {
            return try read()
        } catch {
            throw .planUnreadable(error)
        }
    }

    func cancel() {
        isCancelled.withLock { $0 = true }
    }

    func evaluate(_ task: ShardTask) -> Evaluation {
        guard let sampler = Sampler(rawValue: description.sampler) else {
            return Evaluation(.failure(.samplerUnknown(description.sampler)))
        }
        let isCancelled = { self.isCancelled.withLock { $0 } }
        switch task {
        case .draws(let range):
            guard description.layout.contains(range) else { return Evaluation(.failure(.outsideRun)) }
            return draws.evaluate(sampler) { evaluator, _ in
                guard let bytes = evaluator.evaluate(range, isCancelled: isCancelled)?.encoded() else {
                    return .failure(.cancelled)
                }
                // The connection would end with it, and the worker send it again for ever.
                return bytes.count <= ClusterProtocol.maximumSummaryBytes
                    ? .success(.summary(bytes)) : .failure(.summaryTooLarge(bytes: bytes.count))
            }
        case .sensitivity(let part):
            return sensitivities.evaluate(sampler) { evaluator, plan in
                guard part < plan.partCount else { return .failure(.outsideRun) }
                return evaluator.evaluate(part: part, isCancelled: isCancelled)
                    .map { .success(.sensitivity($0.encoded())) } ?? .failure(.cancelled)
            }
        }
    }
}

/// A plan and the evaluators made from it, as many as ever worked at once.
private final class Evaluators<Plan: Sendable, Evaluator>: Sendable {
    private struct State {
        var plan: Plan?
        /// Why there is no plan, where it could not be read.
        var failure: EvaluationFailure?
        var idle: [IdleEvaluator] = []
    }

    /// An evaluator is in one place at a time, in the list of idle ones or with the evaluation that took it out, and the
    /// mutex stands between the two.
    private struct IdleEvaluator: @unchecked Sendable {
        let evaluator: Evaluator
    }

    private let state = Mutex(State())
    private let read: @Sendable () throws(EvaluationFailure) -> Plan
    private let make: @Sendable (Plan, Sampler) -> Evaluator

    init(
        read: @escaping @Sendable () throws(EvaluationFailure) -> Plan,
        make: @escaping @Sendable (Plan, Sampler) -> Evaluator
    ) {
        self.read = read
        self.make = make
    }

    /// Lends an evaluator to `body`.
    func evaluate(
        _ sampler: Sampler,
        _ body: (Evaluator, Plan) -> Result<ShardOutput<[UInt8]>, EvaluationFailure>
    ) -> Evaluation {
        let plan: Plan
        do throws(EvaluationFailure) {
            plan = try self.plan()
        } catch {
            return Evaluation(.failure(error))
        }
        let idle = state.withLock { $0.idle.popLast() } ?? IdleEvaluator(evaluator: make(plan, sampler))
        defer { state.withLock { $0.idle.append(idle) } }
        let start = MonotonicClock.now
        let result = body(idle.evaluator, plan)
        return Evaluation(result, seconds: MonotonicClock.now.duration(since: start) / .seconds(1))
    }

    /// Read once; the slots that need it meanwhile wait.
    func plan() throws(EvaluationFailure) -> Plan {
        try state.withLock { state throws(EvaluationFailure) in
            if let known = state.plan { return known }
            if let failure = state.failure { throw failure }
            do throws(EvaluationFailure) {
                let plan = try read()
                state.plan = plan
                return plan
            } catch {
                state.failure = error
                throw error
            }
        }
    }
}
