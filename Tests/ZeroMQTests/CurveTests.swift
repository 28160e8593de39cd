import Testing

@testable import ZeroMQ

@Suite struct CurveTests {
    let context: Context
    let server: CurveKeyPair
    let client: CurveKeyPair

    init() throws {
        context = try Context()
        server = try CurveKeyPair()
        client = try CurveKeyPair()
    }

    private func router() throws -> Socket {
        var options = SocketOptions()
        options.security = .server(server, domain: "tests")
        return try Socket(.router, in: context, options: options)
    }

    private func dealer(_ security: SocketSecurity) throws -> Socket {
        var options = SocketOptions()
        options.security = security
        return try Socket(.dealer, in: context, options: options)
    }

    /// Answers one question of libzmq's.
    private func answerOne(_ authenticator: Socket, admitting: CurveKey?) throws -> AuthenticationRequest {
        let request = try #require(AuthenticationRequest(try authenticator.nextMessage()))
        try authenticator.sendNow(request.key != nil && request.key == admitting ? request.admission : request.refusal)
        return request
    }

    private func authenticator() throws -> Socket {
        let socket = try Socket(.reply, in: context)
        try socket.bind(try AuthenticationRequest.endpoint)
        return socket
    }

    @Test func keysAreFortyCharactersThatComeBack() throws {
        #expect(CurveKeyPair.isAvailable)
        #expect(CurveKey(client.publicKey.text) == client.publicKey)
        #expect(try CurveKeyPair(secretKey: client.secretKey).publicKey == client.publicKey)
        #expect(CurveKey("short") == nil && CurveKey(String(repeating: "~", count: 40)) == nil)
        #expect(CurveKey(String(repeating: "é", count: 20)) == nil && CurveKey(bytes: [1, 2]) == nil)
        #expect(!"\(client)".contains(client.secretKey.text))
    }

    @Test func whoIsAdmittedIsKnownByTheFramesOfItsMessages() throws {
        let authenticator = try authenticator()
        let router = try router()
        let endpoint = try router.bind(try Endpoint("tcp://127.0.0.1:*"))
        let dealer = try dealer(.client(client, server: server.publicKey))
        try dealer.connect(endpoint)
        let request = try answerOne(authenticator, admitting: client.publicKey)
        #expect(request.domain == "tests" && request.address == "127.0.0.1" && request.key == client.publicKey)
        for _ in 0..<3 {
            try dealer.sendNow([[1], [2]])
            _ = try Poller.wait(for: [.socket(router)], timeout: .seconds(10))
            guard case .message(let frames)? = try router.receive() else { throw TimedOut() }
            #expect(frames.count == 3 && frames[1].sender == client.publicKey && frames[2].sender == client.publicKey)
            try router.sendNow([frames[0].bytes, [3]])
            #expect(try dealer.nextMessage() == [[3]])
        }
    }

    @Test func whoIsRefusedIsTold() throws {
        let authenticator = try authenticator()
        let router = try router()
        let endpoint = try router.bind(try Endpoint("tcp://127.0.0.1:*"))
        let dealer = try dealer(.client(client, server: server.publicKey))
        let monitor = try Monitor(of: dealer, in: context)
        try dealer.connect(endpoint)
        _ = try answerOne(authenticator, admitting: nil)
        _ = try monitor.wait(for: .handshakeFailedAuthentication)
    }

    /// Each ends in a refusal, soon. Where one side uses keys and the other does not, either may hang up before the other sees why.
    @Test func sidesThatDoNotFitAreTold() throws {
        let other = try CurveKeyPair()
        let secured = try router()
        let open = try Socket(.router, in: context)
        let securedEndpoint = try secured.bind(try Endpoint("tcp://127.0.0.1:*"))
        let openEndpoint = try open.bind(try Endpoint("tcp://127.0.0.1:*"))
        let cases: [(SocketSecurity, Endpoint, Set<HandshakeRefusal>)] = [
            (.none, securedEndpoint, [.mechanismMismatch, .endedEarly]),
            (.client(client, server: other.publicKey), securedEndpoint, [.endedEarly]),
            (.client(client, server: server.publicKey), openEndpoint, [.mechanismMismatch, .endedEarly]),
        ]
        for (security, endpoint, expected) in cases {
            let dealer = try dealer(security)
            let monitor = try Monitor(of: dealer, in: context)
            try dealer.connect(endpoint)
            var watch = HandshakeWatch(patience: 2)
            let refusal = try eventually("\(expected)") { () -> HandshakeRefusal? in
                _ = try Poller.wait(for: [.socket(monitor.socket)], timeout: .milliseconds(100))
                return try monitor.next().flatMap { watch.take($0.kind) }
            }
            #expect(expected.contains(refusal))
        }
    }

    @Test func withoutAnAuthenticatorNobodyIsAdmitted() throws {
        let router = try router()
        let endpoint = try router.bind(try Endpoint("tcp://127.0.0.1:*"))
        let routerMonitor = try Monitor(of: router, in: context)
        let dealer = try dealer(.client(client, server: server.publicKey))
        try dealer.connect(endpoint)
        let event = try eventually("an end of the handshake") { () -> MonitorEvent? in
            _ = try Poller.wait(for: [.socket(routerMonitor.socket)], timeout: .milliseconds(100))
            guard let event = try routerMonitor.next(), event.kind != .accepted else { return nil }
            return event
        }
        #expect(event.kind != .handshakeSucceeded)
    }

    @Test func whatIsNoQuestionIsNone() {
        #expect(AuthenticationRequest([]) == nil)
        #expect(AuthenticationRequest(Array(repeating: Array("1.0".utf8), count: 5)) == nil)
        let null = [Array("1.0".utf8), [1], [], [], [], Array("NULL".utf8)]
        #expect(AuthenticationRequest(null)?.key == nil)
        #expect(AuthenticationRequest([Array("1.0".utf8), [1], [], [], [], Array("CURVE".utf8), [1, 2]])?.key == nil)
    }
}
