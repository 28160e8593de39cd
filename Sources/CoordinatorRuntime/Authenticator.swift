import Access
import Logging
import RuntimeSupport
import ZeroMQ

/// Answers libzmq's question whether a peer may connect, on a thread of its own, so that a coordinator that waits for its
/// disk keeps nobody's handshake waiting.
///
/// To be made before any socket that asks it, and stopped after them.
final class Authenticator: Sendable {
    private let stopping: WakeUp
    private let thread: DedicatedThread

    /// Starts to answer.
    init(_ access: AccessControl, audit: AuditLog, in context: Context, logger: Logger) throws(ZeroMQError) {
        let stopping = try WakeUp()
        let start = Handover<Result<Void, ZeroMQError>>()
        thread = DedicatedThread(name: "suanli-zap") {
            do throws(ZeroMQError) {
                let socket = try Socket(.reply, in: context)
                guard let endpoint = try? AuthenticationRequest.endpoint else { preconditionFailure("ZAP's address") }
                try socket.bind(endpoint)
                start.put(.success(()))
                try Self.answer(socket, access, audit, until: stopping)
            } catch {
                start.put(.failure(error))
                logger.error("nobody can connect any more", metadata: ["reason": "\(error)"])
            }
        }
        self.stopping = stopping
        try start.take().get()
    }

    /// Ends the thread. Who asks from now on waits in vain.
    func stop() {
        stopping.signal()
        thread.join()
    }

    private static func answer(
        _ socket: Socket, _ access: AccessControl, _ audit: AuditLog, until stopping: WakeUp
    ) throws(ZeroMQError) {
        while try Poller.wait(for: [.wakeUp(stopping), .socket(socket)], timeout: nil).first != 0 {
            guard let reception = try socket.receive() else { continue }
            guard case .message(let frames) = reception, let request = AuthenticationRequest(frames.map(\.bytes)) else {
                // Only libzmq itself can ask here; a reply is owed all the same.
                _ = try socket.send([[]])
                continue
            }
            if let objection = objection(to: request, access) {
                audit.noteRefusal(
                    by: request.key.flatMap(access.holder)?.name, at: request.domain, from: request.address,
                    because: objection)
                _ = try socket.send(request.refusal)
            } else {
                _ = try socket.send(request.admission)
            }
        }
    }

    /// Why the peer may not connect, if so. Whoever has a right may ask, and is told what it cannot have; workers' messages
    /// have no such answer, so that only workers may send any.
    private static func objection(to request: AuthenticationRequest, _ access: AccessControl) -> String? {
        guard let key = request.key else { return "it shows no key" }
        guard let holder = access.holder(of: key) else { return "its key \(key) is not on the list" }
        if holder.isRevoked { return "its key is revoked" }
        if request.domain == SecurityDomain.work && !holder.roles.allow(.work) { return "its key is not a worker's" }
        return nil
    }
}

/// What the sockets are called to the authenticator.
enum SecurityDomain {
    static let work = "work"
    static let query = "query"
}
