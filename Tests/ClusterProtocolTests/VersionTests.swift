import ClusterProtocol
import Scheduling
import Testing

/// What must stay readable for ever. The bodies were encoded by `protoc --encode` from cluster.proto, not by this code.
@Suite struct VersionTests {
    private let arrivalBody = bytes(
        "0a03772d31110500000000000000180220042a026b313204686572653a240a1003000000000000000300000000000000"
            + "121009000000000000000a00000000000000")
    private let refusalBody = bytes("09050000000000000010011a0132220131")
    private let failureBody = bytes("080612026e6f")

    @Test func theBytesOfAnArrivalAreFrozen() throws {
        let arrival = WorkerArrival(
            id: try Samples.worker("w-1"), incarnation: 5, slots: 2, credit: 4, protocolVersion: 1, kernelVersion: "k1",
            host: "here", holding: [LeaseID(epoch: 3, number: 9), LeaseID(epoch: 3, number: 10)])
        let frames = [bytes("5355414e" + "0100" + "01" + "00" + "0000000000000000"), arrivalBody]
        #expect(WorkerMessage.arrival(arrival).encoded() == frames)
        #expect(fields(try WorkerMessage(decoding: frames)) == fields(WorkerMessage<[UInt8]>.arrival(arrival)))
    }

    @Test func theBytesOfARefusalAreFrozen() throws {
        let refusal = CoordinatorMessage.refuse(incarnation: 5, .protocolVersion(coordinator: 2, worker: 1))
        let frames = [bytes("5355414e" + "0400" + "21" + "00" + "0000000000000000"), refusalBody]
        #expect(refusal.encoded() == frames)
        #expect(try CoordinatorMessage(decoding: frames) == refusal)
    }

    @Test func theBytesOfAFailureAreFrozen() throws {
        let failure = ClientReply.failure(ClientFailure(.unavailable, "no"))
        let frames = [bytes("5355414e" + "0400" + "60" + "00" + "0807060504030201"), failureBody]
        #expect(failure.encoded(number: 0x0102_0304_0506_0708) == frames)
        #expect(fields(try ClientReply.decode(frames).reply) == fields(failure))
    }

    @Test func anArrivalOfAnotherVersionIsReadSoThatItCanBeRefused() throws {
        // With a field that this version does not know.
        let frames = [bytes("5355414e" + "ffff" + "01" + "00" + "0000000000000000"), arrivalBody + bytes("e2070161")]
        guard case .arrival(let arrival) = try WorkerMessage(decoding: frames) else {
            Issue.record("not read as an arrival")
            return
        }
        #expect(arrival.protocolVersion == 65535)
        #expect(arrival.id.text == "w-1")
    }

    @Test func aRefusalByAnotherVersionIsRead() throws {
        let frames = [bytes("5355414e" + "0500" + "21" + "00" + "0000000000000000"), refusalBody]
        #expect(
            try CoordinatorMessage(decoding: frames)
                == .refuse(incarnation: 5, .protocolVersion(coordinator: 2, worker: 1)))
    }

    @Test func allElseOfAnotherVersionIsRefusedByName() throws {
        let expected = ProtocolFailure.otherVersion(theirs: 5, ours: ClusterProtocol.version)
        for message in try Samples.workerMessages() {
            if case .arrival = message { continue }
            #expect(throws: expected) { try WorkerMessage<[UInt8]>(decoding: nextVersion(message.encoded())) }
        }
        for message in try Samples.coordinatorMessages() {
            if case .refuse = message { continue }
            #expect(throws: expected) { try CoordinatorMessage(decoding: nextVersion(message.encoded())) }
        }
        for request in try Samples.requests() {
            #expect(throws: expected) { try ClientRequest.decode(nextVersion(request.encoded(number: 1))) }
        }
        for reply in try Samples.replies() {
            if case .failure = reply { continue }
            #expect(throws: expected) { try ClientReply.decode(nextVersion(reply.encoded(number: 1))) }
        }
        // A type that only they know is still a matter of the version.
        let unknown = [bytes("5355414e" + "0500" + "fe" + "00" + "0000000000000000"), []]
        #expect(throws: expected) { try WorkerMessage<[UInt8]>(decoding: unknown) }
    }

    @Test func aClientOfAnotherVersionIsToldSoInItsOwn() throws {
        let request = nextVersion(ClientRequest.runs.encoded(number: 77))
        let failure = try #require(throws: ProtocolFailure.self) { try ClientRequest.decode(request) }
        let refusal = try #require(ClientReply.refusal(of: request, because: failure))
        let (number, reply) = try ClientReply.decode(nextVersion(refusal))
        #expect(number == 77)
        guard case .failure(let told) = reply else {
            Issue.record("read as \(reply)")
            return
        }
        #expect(told.code == .unavailable)
        #expect(told.message.contains("protocol 5") && told.message.contains("this side 4"))
    }

    @Test func anUnreadableRequestIsAnsweredUnlessItIsNotOurs() throws {
        var request = ClientRequest.run("k7").encoded(number: 5)
        request[1] = [0xff]
        let failure = try #require(throws: ProtocolFailure.self) { try ClientRequest.decode(request) }
        let refusal = try #require(ClientReply.refusal(of: request, because: failure))
        guard case (5, .failure(let told)) = try ClientReply.decode(refusal) else {
            Issue.record("no failure for request 5")
            return
        }
        #expect(told.code == .invalid)
        #expect(ClientReply.refusal(of: [Array("GET / HTTP/1.1\r\n".utf8)], because: .notOurs) == nil)
        #expect(ClientReply.refusal(of: [], because: .notOurs) == nil)
    }

    private func nextVersion(_ frames: [[UInt8]]) -> [[UInt8]] {
        var changed = frames
        changed[0][4] = 5
        return changed
    }
}

/// Bytes from their hexadecimal digits.
private func bytes(_ digits: String) -> [UInt8] {
    let values = digits.compactMap(\.hexDigitValue)
    return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
}
