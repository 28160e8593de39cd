import ClusterProtocol
import CoordinatorRuntime
import HTTPTypes
import Hummingbird
import NIOCore
import Reports

/// What the server answers. All of it reads; nothing here changes a run.
///
/// The page itself holds no figures, so that it needs no token; what it then asks for does.
struct Routes {
    let coordinator: Coordinator
    /// Whether reading needs no token.
    let isReadingOpen: Bool

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/") { _, _ in Self.response(Page.html, type: "text/html; charset=utf-8") }
        router.get("/healthz") { _, _ in Self.response("ok\n", type: "text/plain") }
        router.get("/readyz") { _, _ in await ready() }
        let gate = TokenGate(coordinator: coordinator, isReadingOpen: isReadingOpen)
        router.group().add(middleware: gate).get("/metrics") { _, _ in
            Self.response(
                Metrics.text(await coordinator.counters(), replies: await metricReplies()),
                type: "text/plain; version=0.0.4")
        }
        let api = router.group("/api/v1").add(middleware: gate)
        api.get("/runs") { _, _ in await answer(.runs) }
        api.get("/runs/:run") { _, context in await answer(.run(try context.parameters.require("run"))) }
        api.get("/runs/:run/result") { _, context in await answer(.result(try context.parameters.require("run"))) }
        api.get("/workers") { _, _ in await answer(.workers) }
        return router
    }

    private func ready() async -> Response {
        if case .failure(let failure) = await coordinator.answer(.runs) {
            return Self.response("\(failure.message)\n", type: "text/plain", status: .serviceUnavailable)
        }
        return Self.response("ready\n", type: "text/plain")
    }

    private func metricReplies() async -> (runs: ClientReply, workers: ClientReply) {
        (await coordinator.answer(.runs), await coordinator.answer(.workers))
    }

    /// The coordinator's answer as the JSON of the command line.
    private func answer(_ request: ClientRequest) async -> Response {
        switch await coordinator.answer(request) {
        case .runs(let runs): Self.response(RunList(runs).json)
        case .run(let run): Self.response(RunStatus(run).json)
        case .workers(let workers): Self.response(WorkerList(workers).json)
        case .result(let reply): result(reply)
        case .failure(let failure): Self.failure(failure)
        default: Self.failure(ClientFailure(.unavailable, "an answer of the wrong kind"))
        }
    }

    private func result(_ reply: RunResultReply) -> Response {
        do {
            return Self.response(try RunResult(of: reply).json)
        } catch {
            return Self.failure(ClientFailure(.unavailable, "\(error)"))
        }
    }

    private static func failure(_ failure: ClientFailure) -> Response {
        let status: HTTPResponse.Status =
            switch failure.code {
            case .notFound: .notFound
            case .ambiguous, .invalid, .badModel: .badRequest
            case .unavailable, .notAllowed: .serviceUnavailable
            }
        return Self.failure(failure.message, status: status)
    }

    static func failure(_ message: String, status: HTTPResponse.Status) -> Response {
        response(ErrorReport(message: message).json, status: status)
    }

    private static func response(
        _ text: String, type: String = "application/json", status: HTTPResponse.Status = .ok
    ) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = type
        headers[.cacheControl] = "no-store"
        // Nothing from elsewhere can be loaded into the page, and nobody may frame it.
        headers[.contentSecurityPolicy] =
            "default-src 'none'; connect-src 'self'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; frame-ancestors 'none'"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
