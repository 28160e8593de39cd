import Testing
import ZeroMQ

@Suite struct SocketTests {
    let context: Context
    let directory: TemporaryDirectory

    init() throws {
        context = try Context()
        directory = try TemporaryDirectory()
    }

    private func connectedPair(_ address: String, options: SocketOptions = SocketOptions()) throws -> (Socket, Socket) {
        let router = try Socket(.router, in: context, options: options)
        let endpoint = try router.bind(try Endpoint(address))
        let dealer = try Socket(.dealer, in: context, options: options)
        try dealer.connect(endpoint)
        return (router, dealer)
    }

    @Test(arguments: ["tcp", "tcp6", "ipc", "inproc"])
    func routerAndDealerExchangeMessages(transport: String) throws {
        let addresses = [
            "tcp": "tcp://127.0.0.1:*", "tcp6": "tcp://[::1]:*", "ipc": "ipc://\(directory.path)/echo",
            "inproc": "inproc://echo",
        ]
        let (router, dealer) = try connectedPair(try #require(addresses[transport]))
        let large = [UInt8](repeating: 7, count: 1 << 20)
        try dealer.sendNow([[1, 2], [], large])
        let request = try router.nextMessage()
        #expect(request.count == 4)
        #expect(Array(request.dropFirst()) == [[1, 2], [], large])
        try router.sendNow([request[0], [3]])
        #expect(try dealer.nextMessage() == [[3]])
    }

    @Test func nothingToReceiveIsNoError() throws {
        let (router, dealer) = try connectedPair("inproc://quiet")
        #expect(try router.isIdle)
        #expect(try dealer.isIdle)
    }

    @Test func aFullQueueWouldBlockAndTheMessageCanBeSentWhole() throws {
        var options = SocketOptions()
        options.sendHighWaterMark = 2
        options.receiveHighWaterMark = 2
        let (router, dealer) = try connectedPair("inproc://full", options: options)
        var sent: UInt8 = 0
        while try dealer.send([[sent], [sent]]) == .sent { sent += 1 }
        #expect((1...8).contains(sent))
        for number in 0..<sent { #expect(try router.nextMessage().dropFirst() == [[number], [number]]) }
        #expect(try router.isIdle)
        _ = try eventually("room in the queue") { try dealer.send([[99], [98]]) == .sent ? true : nil }
        #expect(try router.nextMessage().dropFirst() == [[99], [98]])
    }

    @Test func aRouterSaysThatAPeerIsUnreachable() throws {
        let (router, dealer) = try connectedPair("tcp://127.0.0.1:*")
        #expect(try router.send([[1, 2, 3, 4, 5], [0]]) == .unreachable)
        try dealer.sendNow([[1]])
        let peer = try router.nextMessage()[0]
        #expect(try router.send([peer, [2], [3]]) == .sent)
        #expect(try dealer.nextMessage() == [[2], [3]])
    }

    @Test func aPeerThatHasGoneBecomesUnreachable() throws {
        let router = try Socket(.router, in: context)
        let endpoint = try router.bind(try Endpoint("tcp://127.0.0.1:*"))
        var dealer: Socket? = try Socket(.dealer, in: context)
        try dealer?.connect(endpoint)
        try dealer?.sendNow([[1]])
        let peer = try router.nextMessage()[0]
        dealer = nil
        _ = try eventually("the peer to be gone") { try router.send([peer, [2]]) == .unreachable ? true : nil }
    }

    @Test func aFrameBeyondTheMaximumEndsItsConnection() throws {
        var options = SocketOptions()
        options.maximumFrameBytes = 1000
        let router = try Socket(.router, in: context, options: options)
        let endpoint = try router.bind(try Endpoint("tcp://127.0.0.1:*"))
        let monitor = try Monitor(of: router, in: context)
        let dealer = try Socket(.dealer, in: context)
        try dealer.connect(endpoint)
        try dealer.sendNow([[UInt8](repeating: 1, count: 1000)])
        #expect(try router.nextMessage()[1].count == 1000)
        try dealer.sendNow([[UInt8](repeating: 2, count: 1001)])
        _ = try monitor.wait(for: .disconnected)
        #expect(try router.isIdle)
    }

    @Test func messagesOfTooManyFramesOrBytesAreThrownAway() throws {
        let (router, dealer) = try connectedPair("inproc://bounded")
        try dealer.sendNow(Array(repeating: [9], count: 1000))
        try dealer.sendNow([[1, 2, 3], [4, 5]])
        try dealer.sendNow([[1], [2]])
        guard case .tooLarge(let sender)? = try router.receive(maximumFrames: 3) else {
            Issue.record("1000 frames were taken")
            return
        }
        // The sender's name has 5 bytes, so the message 10.
        guard case .tooLarge(let again)? = try router.receive(maximumFrames: 3, maximumBytes: 9) else {
            Issue.record("10 bytes were taken")
            return
        }
        #expect(sender.bytes == again.bytes)
        guard case .message(let frames)? = try router.receive(maximumFrames: 3, maximumBytes: 9) else {
            Issue.record("a message within the bounds was not taken")
            return
        }
        #expect(frames.map(\.bytes) == [sender.bytes, [1], [2]])
    }

    @Test func framesCanBeSentAgain() throws {
        let (router, dealer) = try connectedPair("inproc://again")
        let frame = try Frame([UInt8](repeating: 5, count: 100_000))
        #expect(try dealer.send([frame]) == .sent)
        #expect(try dealer.send([frame, frame]) == .sent)
        #expect(frame.count == 100_000)
        #expect(try router.nextMessage().dropFirst() == [frame.bytes])
        #expect(try router.nextMessage().dropFirst() == [frame.bytes, frame.bytes])
    }

    @Test func anAddressIsBoundOnce() throws {
        let first = try Socket(.router, in: context)
        let endpoint = try first.bind(try Endpoint("tcp://127.0.0.1:*"))
        let second = try Socket(.router, in: context)
        #expect { try second.bind(endpoint) } throws: { error in
            (error as? ZeroMQError)?.isAddressInUse == true && "\(error)".hasPrefix("cannot bind \(endpoint): ")
        }
        try first.unbind(endpoint)
        _ = try eventually("the address to be free") { try? second.bind(endpoint) }
    }

    @Test func aDisconnectedDealerCannotSend() throws {
        let router = try Socket(.router, in: context)
        let endpoint = try router.bind(try Endpoint("tcp://127.0.0.1:*"))
        let dealer = try Socket(.dealer, in: context)
        #expect(try dealer.send([[1]]) == .wouldBlock)
        try dealer.connect(endpoint)
        try dealer.sendNow([[1]])
        _ = try router.nextMessage()
        try dealer.disconnect(endpoint)
        _ = try eventually("the connection to end") { try dealer.send([[2]]) == .wouldBlock ? true : nil }
        #expect(throws: ZeroMQError.self) { try dealer.disconnect(endpoint) }
    }

    @Test func bytesThatAreNotZeroMQDisturbNobody() throws {
        let router = try Socket(.router, in: context)
        let endpoint = try router.bind(try Endpoint("tcp://127.0.0.1:*"))
        let dealer = try Socket(.dealer, in: context)
        try dealer.connect(endpoint)
        let port = try #require(endpoint.port)
        let monitor = try Monitor(of: router, in: context)
        let greeting: [UInt8] = [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0] + Array("NULL".utf8)
        let rounds = 50
        for round in 0..<rounds {
            let raw = try RawConnection(port: port)
            let noise = (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ round &* 59) }
            raw.write(round % 3 == 0 ? Array("GET / HTTP/1.1\r\n\r\n".utf8) : round % 3 == 1 ? noise : greeting + noise)
        }
        // All of them, since libzmq 4.3.4 can abort when a socket closes while a stranger's first bytes are being read.
        for _ in 0..<rounds { _ = try monitor.wait(for: .disconnected) }
        try dealer.sendNow([[1], [2]])
        // Noise can be well-formed ZMTP 1.0, which libzmq still takes, so that messages of strangers arrive as well.
        _ = try eventually("the message of a dealer among the noise") {
            try router.nextMessage().dropFirst() == [[1], [2]] ? true : nil
        }
    }
}
