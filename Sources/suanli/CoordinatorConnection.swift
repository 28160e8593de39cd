import ClusterClient
import ClusterProtocol
import CoordinatorRuntime
import Scheduling

/// What commands ask a coordinator, with its refusals as command failures.
struct CoordinatorConnection {
    /// The answer to a request, of whatever kind.
    private let answer: (ClientRequest) throws(CommandFailure) -> ClientReply

    /// To the coordinator that `client` asks, which has `timeout` for each answer.
    init(client: QueryClient, timeout: Duration) {
        answer = { (request) throws(CommandFailure) in
            do {
                return try client.ask(request, timeout: timeout)
            } catch {
                throw CommandFailure(.unavailable, "error: \(error)")
            }
        }
    }

    /// To one of this process. Requests are checked as everybody's are, answers come as they are, which may be megabytes.
    init(_ coordinator: Coordinator, timeout: Duration) {
        answer = { (request) throws(CommandFailure) in
            let checked: ClientRequest
            do throws(ProtocolFailure) {
                checked = try ClientRequest.decode(request.encoded(number: 0)).request
            } catch {
                throw CommandFailure(.usage, "error: \(error)")
            }
            guard let reply = coordinator.answer(checked, within: timeout) else {
                throw CommandFailure(.unavailable, "error: the coordinator gave no answer within \(timeout)")
            }
            return reply
        }
    }

    /// Submits a run and returns once the ledger has it. A repetition after a lost answer is recognised by the id.
    func submit(_ submission: Submission) throws(CommandFailure) {
        switch try ask(.submit(submission)) {
        case .accepted, .duplicate: return
        case .idTaken:
            throw CommandFailure(.unavailable, "error: another run has the id \(submission.id); submit again")
        default: throw unexpected()
        }
    }

    /// All runs, oldest first.
    func runs() throws(CommandFailure) -> [RunSnapshot] {
        guard case .runs(let runs) = try ask(.runs) else { throw unexpected() }
        return runs
    }

    /// One run, by id, a unique prefix of one, or `latest`.
    func status(_ run: String) throws(CommandFailure) -> RunSnapshot {
        guard case .run(let snapshot) = try ask(.run(run)) else { throw unexpected() }
        return snapshot
    }

    /// What a run has come to so far.
    func result(_ run: String) throws(CommandFailure) -> RunResultReply {
        guard case .result(let reply) = try ask(.result(run)) else { throw unexpected() }
        return reply
    }

    /// Stops a run.
    func cancel(_ run: String) throws(CommandFailure) -> (run: RunID, answer: CancellationAnswer) {
        guard case .cancelled(let id, let answer) = try ask(.cancel(run)) else { throw unexpected() }
        return (id, answer)
    }

    /// Gives nothing more of a run out.
    func pause(_ run: String) throws(CommandFailure) -> (run: RunID, answer: SteeringAnswer) {
        guard case .steered(let id, let answer) = try ask(.pause(run)) else { throw unexpected() }
        return (id, answer)
    }

    /// Goes on with a run.
    func resume(_ run: String) throws(CommandFailure) -> (run: RunID, answer: SteeringAnswer) {
        guard case .steered(let id, let answer) = try ask(.resume(run)) else { throw unexpected() }
        return (id, answer)
    }

    /// Why a run is where it is.
    func explain(_ run: String) throws(CommandFailure) -> RunExplanation {
        guard case .explanation(let explanation) = try ask(.explain(run)) else { throw unexpected() }
        return explanation
    }

    /// Has a worker finish and leave.
    func drain(_ worker: String) throws(CommandFailure) -> (worker: WorkerID, wasDraining: Bool) {
        guard case .draining(let id, let wasDraining) = try ask(.drain(worker)) else { throw unexpected() }
        return (id, wasDraining)
    }

    /// The registered workers.
    func workers() throws(CommandFailure) -> [WorkerListing] {
        guard case .workers(let workers) = try ask(.workers) else { throw unexpected() }
        return workers
    }

    private func ask(_ request: ClientRequest) throws(CommandFailure) -> ClientReply {
        let reply = try answer(request)
        guard case .failure(let failure) = reply else { return reply }
        let status: ExitStatus =
            switch failure.code {
            case .badModel: .badInput
            case .invalid, .notFound, .ambiguous: .usage
            case .unavailable, .notAllowed: .unavailable
            }
        throw CommandFailure(status, failure.code == .badModel ? failure.message : "error: \(failure.message)")
    }

    private func unexpected() -> CommandFailure {
        CommandFailure(.unavailable, "error: the coordinator gave an answer of the wrong kind; is its version ours?")
    }
}
