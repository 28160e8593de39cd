import Access
import ClusterProtocol
import Logging
import RuntimeSupport
import Scheduling
import ZeroMQ

/// Who may ask, and how much.
extension CoordinatorLoop {
    /// The most that all frames of a request have together.
    static let maximumQueryBytes = ClusterProtocol.maximumRequestBytes + (2 << 20)

    /// Reads a request and takes it in, if its sender may ask it.
    func take(_ frames: [Frame]) {
        readings.query.received += frames.byteCount
        guard frames.count > 1, let peer = frames.first?.bytes else { return }
        // Of the payload: libzmq 4.3.4 loses what it knows of the first frame's sender.
        let key = access == nil ? nil : frames.last?.sender
        let holder = key.flatMap { access?.holder(of: $0) }
        let client = Client(
            peer: peer, identity: key.map { .key($0) } ?? .connection(peer), name: holder?.name)
        switch clientLimiter.admit(client.identity, at: MonotonicClock.now) {
        case .admitted: break
        case .refused:
            readings.clientsPoisonous += 1
            return
        case .tooMany:
            let failure = ClientFailure(.unavailable, "too many requests at once; ask again in a second")
            return hold(failure, request: frames, of: client)
        }
        if access != nil, holder?.isRevoked != false {
            return refuse(frames, of: client, because: holder == nil ? "its key is unknown" : "its key is revoked")
        }
        do {
            let (number, request) = try ClientRequest.decode(frames.dropFirst().map(\.bytes))
            if let holder, !holder.roles.allow(request.requiredRole) {
                return refuse(
                    frames, of: client,
                    because:
                        "its key may \(holder.roles.text), and this needs the role \(request.requiredRole.rawValue)")
            }
            take(request, from: .client(client, number: number))
        } catch {
            refuseUnreadable(frames, of: client, because: error)
        }
    }

    /// Tells a client of another version so; what is no request of any version gets no answer.
    private func refuseUnreadable(_ frames: [Frame], of client: Client, because failure: ProtocolFailure) {
        logger.warning("an unreadable request was refused", metadata: ["reason": "\(failure)"])
        if let refusal = ClientReply.refusal(of: frames.dropFirst().map(\.bytes), because: failure) {
            send(refusal, to: client)
        }
        guard clientLimiter.noteUnreadable(client.identity, at: MonotonicClock.now) else { return }
        audit.noteRefusal(
            by: client.name, at: SecurityDomain.query, from: client.connection, because: "it sent nothing readable")
    }

    /// Tells a client that it has no right to what it asks.
    private func refuse(_ frames: [Frame], of client: Client, because reason: String) {
        audit.noteRefusal(by: client.name, at: SecurityDomain.query, from: client.connection, because: reason)
        let who = client.name.map { "\"\($0)\"" } ?? "you"
        let failure = ClientFailure(.notAllowed, "the coordinator does not allow \(who) to do this: \(reason)")
        answer(failure, request: frames, of: client)
    }

    /// Tells a client that it asks too much.
    private func hold(_ failure: ClientFailure, request frames: [Frame], of client: Client) {
        readings.clientsTooFast += 1
        answer(failure, request: frames, of: client)
    }

    private func answer(_ failure: ClientFailure, request frames: [Frame], of client: Client) {
        if let reply = ClientReply.failure(failure, toRequest: frames.dropFirst().map(\.bytes)) {
            send(reply, to: client)
        }
    }

    /// Begins something of which an asker may have only so much under way.
    /// - Throws: the answer when it has.
    func begin(
        _ work: ReferenceWritableKeyPath<CoordinatorLoop, OutstandingWork<PeerIdentity>>, for asker: Asker,
        _ what: String
    ) throws(ClientFailure) {
        guard self[keyPath: work].begin(for: asker.identity) else {
            readings.clientsTooFast += 1
            throw ClientFailure(.unavailable, "too many \(what) at once; ask again when some of them are done")
        }
    }

    /// Notes in the audit log what an asker did to a run.
    func note(_ reply: ClientReply, to asker: Asker) {
        guard let client = asker.client else { return }
        switch reply {
        case .accepted(let run):
            let name = core.description(of: run)?.modelName ?? ""
            audit.note("submitted", of: run.text, by: client.name, peer: client.connection, more: [("model", name)])
        case .cancelled(let run, .cancelled):
            audit.note("cancelled", of: run.text, by: client.name, peer: client.connection)
        case .steered(let run, .paused):
            audit.note("paused", of: run.text, by: client.name, peer: client.connection)
        case .steered(let run, .resumed):
            audit.note("resumed", of: run.text, by: client.name, peer: client.connection)
        default: break
        }
    }
}
