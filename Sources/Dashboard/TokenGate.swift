import Access
import CoordinatorRuntime
import HTTPTypes
import Hummingbird

/// Lets through who shows a token with the right that a request needs, as `Authorization: Bearer TOKEN`: to read for GET and
/// HEAD, to submit for everything else.
struct TokenGate: RouterMiddleware {
    let coordinator: Coordinator
    /// Whether reading needs no token: where only this machine can reach the server.
    let isReadingOpen: Bool

    func handle(
        _ request: Request, context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        let needed: Role = request.method == .get || request.method == .head ? .read : .submit
        if needed == .read && isReadingOpen && Self.isLoopback(request.head.authority) {
            return try await next(request, context)
        }
        let holder = Self.token(of: request).flatMap { coordinator.access?.holder(ofToken: $0) }
        if let holder, holder.roles.allow(needed) { return try await next(request, context) }
        let reason =
            switch holder {
            case nil: "a token is needed, as 'Authorization: Bearer TOKEN'"
            case let holder? where holder.isRevoked: "the token is revoked"
            default: "the token has not the role \(needed.rawValue)"
            }
        coordinator.noteRefusal(by: holder?.name, from: "", because: "\(request.method) \(request.uri.path): \(reason)")
        var response = Routes.failure(reason, status: holder == nil ? .unauthorized : .forbidden)
        response.headers[.wwwAuthenticate] = "Bearer"
        return response
    }

    /// Whether a browser asked for this machine by its own name. A foreign page whose host's address was changed to this
    /// machine's (DNS rebinding) still asks for its own host.
    static func isLoopback(_ authority: String?) -> Bool {
        guard var host = authority?[...] else { return true }
        if let colon = host.lastIndex(of: ":"), host.hasSuffix("]") == false { host = host[..<colon] }
        if host == "localhost" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func token(of request: Request) -> String? {
        guard let value = request.headers[.authorization], value.utf8.count <= 200 else { return nil }
        let words = value.split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
        return String(words[1])
    }
}
