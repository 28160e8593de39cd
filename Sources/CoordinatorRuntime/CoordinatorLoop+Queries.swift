import Access
import ClusterProtocol
import Dispatch
import Foundation
import Ledger
import Logging
import RuntimeSupport
import Scheduling
import Statistics
import ZeroMQ

/// Requests of clients and their answers.
extension CoordinatorLoop {
    /// Takes in what clients have asked.
    func takeQueries() throws(ZeroMQError) {
        for _ in 0..<Self.batch {
            guard let reception = try query.receive(maximumBytes: Self.maximumQueryBytes) else { return }
            if case .message(let frames) = reception { take(frames) }
        }
    }

    /// Changing requests go to the core, reading ones wait until what they would tell is durable.
    func take(_ request: ClientRequest, from asker: Asker) {
        switch request {
        case .submit(let submission): compile(submission, for: asker)
        case .cancel(let text): change(text, for: asker) { .runCancelled($0) }
        case .pause(let text): change(text, for: asker) { .runPaused($0) }
        case .resume(let text): change(text, for: asker) { .runResumed($0) }
        case .drain(let text): drain(text, for: asker)
        case .runs, .run, .result, .explain, .workers, .ping: reading.append((request, asker))
        }
    }

    /// Compiles in the background, since a large model takes longer than a worker may wait for a word.
    private func compile(_ submission: Submission, for asker: Asker) {
        if let stall { return answer(.failure(unavailable(stall)), to: asker) }
        do {
            try begin(\.compilations, for: asker, "submissions")
        } catch {
            return answer(.failure(error), to: asker)
        }
        let inbox = inbox
        var terms = submission.terms
        if let name = asker.keyName { terms.submitter = name }
        compiling.async { [terms] in
            let result: Result<CompiledRun, ClientFailure>
            do throws(ClientFailure) {
                result = .success(
                    try RunCompiler.compile(submission, terms: terms, submittedAt: Date().timeIntervalSince1970))
            } catch {
                result = .failure(error)
            }
            inbox.put(.compiled(result, for: asker))
        }
    }

    /// Hands a compiled submission to the core.
    func submit(_ result: Result<CompiledRun, ClientFailure>, for asker: Asker) {
        compilations.end(for: asker.identity)
        do throws(ClientFailure) {
            let run = try result.get()
            let id = run.description.id
            let known = core.runSnapshot(of: id, at: MonotonicClock.now)
            // Of a run that ended before this start the ledger alone knows what was submitted.
            if known?.state.isFinal == true, try isInLedger(run.description) {
                return answer(.duplicate(id), to: asker)
            }
            try begin(\.submissions, for: asker, "unfinished runs")
            let isNew = known == nil
            if isNew { shapes[id] = run.shapes }
            askers[id, default: []].append(asker)
            handle(.runSubmitted(run.description, costs: run.shapes.costs))
        } catch {
            answer(.failure(error), to: asker)
        }
    }

    private func isInLedger(_ run: RunDescription) throws(ClientFailure) -> Bool {
        do throws(LedgerFailure) {
            return try ledger.run(run.id)?.description.submission == run.submission
        } catch {
            throw ClientFailure(.unavailable, "the ledger cannot be read: \(error)")
        }
    }

    /// Has the core change a run, and answers when that is recorded.
    private func change(_ text: String, for asker: Asker, _ event: (RunID) -> CoordinatorEvent<Summary>) {
        if let stall { return answer(.failure(unavailable(stall)), to: asker) }
        do {
            let id = try find(text)
            askers[id, default: []].append(asker)
            handle(event(id))
        } catch {
            answer(.failure(error), to: asker)
        }
    }

    /// Has a worker leave. Nothing of that is recorded: the workers that there are after a start are those that come.
    private func drain(_ text: String, for asker: Asker) {
        do {
            let known = core.workerSnapshots
            let worker = try WorkerLookup.find(text, among: known.map(\.id))
            let wasDraining = known.contains { $0.id == worker && $0.isDraining }
            handle(.drainRequested(worker))
            audit.note("drained", worker: worker.text, by: asker.keyName)
            answer(.draining(worker, wasDraining: wasDraining), to: asker)
        } catch {
            answer(.failure(error), to: asker)
        }
    }

    /// Says why a run does not move while the ledger cannot be written, which is why.
    private func explain(_ text: String, for asker: Asker) {
        do {
            let id = try find(text)
            guard let stall, let explanation = core.explanation(of: id, at: MonotonicClock.now) else { return }
            let cause = RunExplanation.Cause(
                code: "ledger", text: "\(stall); everything waits for that", isBlocking: true)
            answer(.explanation(explanation.preceded(by: cause)), to: asker)
        } catch {
            answer(.failure(error), to: asker)
        }
    }

    /// Answers the reading requests of this turn.
    func answerReading() {
        let requests = reading
        reading = []
        for (request, asker) in requests {
            do {
                if let reply = try reply(to: request, for: asker) { answer(reply, to: asker) }
            } catch {
                answer(.failure(error), to: asker)
            }
        }
    }

    /// Tells who waits for something to be recorded that this may take long. What was decided is recorded all the same once that
    /// can be.
    func tellWaiting(because stall: LedgerFailure) {
        for (run, waiting) in askers {
            askers[run] = waiting.map { asker in
                if case .told = asker { return asker }
                let failure = ClientFailure(
                    .unavailable,
                    "\(stall); run \(run) follows once that is done: 'suanli status \(run)'"
                )
                answer(.failure(failure), to: asker)
                return .told(asker.client)
            }
        }
    }

    /// Answers the reading requests of this turn while the ledger cannot be written: what is in memory may be ahead of it. Who asks why a
    /// run does not move hears that.
    func refuseReading() {
        guard let stall else { return }
        for (request, asker) in reading {
            if case .explain(let text) = request {
                explain(text, for: asker)
            } else {
                answer(.failure(unavailable(stall)), to: asker)
            }
        }
        reading = []
    }

    /// The reply to a reading request; `nil` when it will come later.
    private func reply(to request: ClientRequest, for asker: Asker) throws(ClientFailure) -> ClientReply? {
        let now = MonotonicClock.now
        switch request {
        case .ping: return .pong
        case .runs: return .runs(core.runSnapshots(at: now))
        case .workers: return .workers(core.workerSnapshots.map { WorkerListing($0, at: now) })
        case .run(let text):
            guard let snapshot = core.runSnapshot(of: try find(text), at: now) else { return nil }
            return .run(snapshot)
        case .result(let text):
            try prepareResult(of: try find(text), for: asker)
            return nil
        case .explain(let text):
            guard let explanation = core.explanation(of: try find(text), at: now) else { return nil }
            return .explanation(explanation)
        case .submit, .cancel, .pause, .resume, .drain: preconditionFailure("\(request) is no reading request")
        }
    }

    private func find(_ text: String) throws(ClientFailure) -> RunID {
        try RunLookup.find(text, among: core.runSnapshots(at: MonotonicClock.now).map(\.id))
    }

    /// Gathers what is merged and has it encoded in the background.
    private func prepareResult(of id: RunID, for asker: Asker) throws(ClientFailure) {
        guard let snapshot = core.runSnapshot(of: id, at: MonotonicClock.now) else {
            throw ClientFailure(.notFound, "no run is called \"\(id)\"")
        }
        let description: RunDescription
        let receipts: [(worker: WorkerID, shards: UInt64)]
        let parts: [(part: Int, bytes: [UInt8])]
        var stored: [(range: ShardRange, bytes: [UInt8])] = []
        let inMemory = core.nodes(of: id)
        do {
            guard let known = try core.description(of: id) ?? ledger.run(id)?.description else {
                throw ClientFailure(.notFound, "the ledger has no run \"\(id)\"")
            }
            guard let goal = DrawLayout(draws: snapshot.draws) else { preconditionFailure("a run without draws") }
            description = known.stopped(at: goal)
            parts = known.sensitivity == .none ? [] : try ledger.parts(of: id)
            receipts = try ledger.mergedShards(of: id)
            if inMemory == nil { stored = try ledger.nodes(of: id) }
        } catch let failure as LedgerFailure {
            throw ClientFailure(.unavailable, "the ledger cannot be read: \(failure)")
        } catch let failure as ClientFailure {
            throw failure
        } catch {
            preconditionFailure("neither a ledger's nor a client's failure: \(error)")
        }
        try begin(\.preparations, for: asker, "results")
        let inbox = inbox
        compiling.async { [stored] in
            let nodes = inMemory?.map { (range: $0.range, bytes: $0.node.encoded()) } ?? stored
            let reply = ClientReply.result(
                RunResultReply(
                    description: description, snapshot: snapshot, nodes: nodes, receipts: receipts, parts: parts))
            switch asker {
            case .caller(let take):
                take(reply)
                inbox.put(.prepared(nil, for: asker))
            case .told: inbox.put(.prepared(nil, for: asker))
            case .client(_, let number): inbox.put(.prepared(reply.encoded(number: number), for: asker))
            }
        }
    }

    /// Answers the submission of a run.
    func answerSubmission(of run: RunID, _ answer: SubmissionAnswer) {
        switch answer {
        case .accepted: submitters[run] = answerFirstAsker(of: run, .accepted(run))?.identity
        case .duplicate: endSubmission(of: answerFirstAsker(of: run, .duplicate(run)))
        case .idTaken: endSubmission(of: answerFirstAsker(of: run, .idTaken(run)))
        }
        logger.info("run submitted", metadata: ["run": "\(run)", "answer": "\(answer)"])
    }

    private func endSubmission(of asker: Asker?) {
        if let asker { submissions.end(for: asker.identity) }
    }

    /// The core answers requests about one run in the order in which it got them; returns whom it answered.
    @discardableResult
    func answerFirstAsker(of run: RunID, _ reply: ClientReply) -> Asker? {
        guard let first = askers[run]?.first else { return nil }
        askers[run]?.removeFirst()
        if askers[run]?.isEmpty == true { askers[run] = nil }
        note(reply, to: first)
        answer(reply, to: first)
        return first
    }

    /// Sends an answer; a client that is gone gets none.
    func answer(_ reply: ClientReply, to asker: Asker) {
        switch asker {
        case .caller(let take): take(reply)
        case .client(let client, let number): send(reply.encoded(number: number), to: client)
        case .told: break
        }
    }

    /// Sends the frames of an answer.
    func send(_ frames: [[UInt8]], to client: Client) {
        do {
            if try query.send([client.peer] + frames) == .sent {
                readings.query.sent += UInt64(frames.reduce(0) { $0 + $1.count })
            } else {
                logger.info("a client left before its answer came")
            }
        } catch {
            logger.error("an answer could not be sent", metadata: ["reason": "\(error)"])
        }
    }

    private func unavailable(_ stall: LedgerFailure) -> ClientFailure {
        ClientFailure(.unavailable, "\(stall); the coordinator accepts nothing until it can write again")
    }
}
