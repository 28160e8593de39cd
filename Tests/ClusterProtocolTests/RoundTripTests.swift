import ClusterProtocol
import Scheduling
import Statistics
import Testing

@Suite struct RoundTripTests {
    @Test func whatAWorkerSaysIsReadAsItWasSaid() throws {
        for message in try Samples.workerMessages() {
            let decoded = try WorkerMessage<[UInt8]>(decoding: message.encoded())
            #expect(fields(decoded) == fields(message))
        }
    }

    @Test func whatACoordinatorSaysIsReadAsItWasSaid() throws {
        for message in try Samples.coordinatorMessages() {
            #expect(try CoordinatorMessage(decoding: message.encoded()) == message)
        }
    }

    @Test func workersGetARunWithoutItsModel() throws {
        let run = try Samples.description(modelText: Array("secret".utf8))
        let frames = CoordinatorMessage.run(run).encoded()
        #expect(try CoordinatorMessage(decoding: frames) == .run(try Samples.description(modelText: [])))
        #expect(!frames.contains { $0.contains(Array("secret".utf8)) })
    }

    @Test func requestsAreReadWithTheirNumber() throws {
        for (number, request) in zip((UInt64.max - 100)..., try Samples.requests()) {
            let decoded = try ClientRequest.decode(request.encoded(number: number))
            #expect(decoded == (number, request))
        }
    }

    @Test func repliesAreReadWithTheNumberOfTheRequest() throws {
        for (number, reply) in zip((UInt64.max - 100)..., try Samples.replies()) {
            let decoded = try ClientReply.decode(reply.encoded(number: number))
            #expect(decoded.number == number)
            #expect(fields(decoded.reply) == fields(reply))
        }
    }

    @Test func textsForPeopleAreCutBetweenCharacters() throws {
        // 2 + 4 * 1023 = 4094 bytes, so that the limit of 4096 less the mark's 3 bytes falls within the last one.
        let reason = "ab" + String(repeating: "🙂", count: 2000)
        let message = try WorkerMessage<[UInt8]>(decoding: Samples.report(.failed(reason: reason)).encoded())
        guard case .shardReported(let report) = message, case .failed(let read) = report.outcome else {
            Issue.record("read as \(message)")
            return
        }
        #expect(read == "ab" + String(repeating: "🙂", count: 1022) + "…")

        let failure = ClientFailure(.badModel, String(repeating: "e", count: 1 << 20))
        guard case .failure(let told) = try ClientReply.decode(ClientReply.failure(failure).encoded(number: 1)).reply
        else {
            Issue.record("a long failure is not read as one")
            return
        }
        #expect(told.code == .badModel)
        #expect(told.message.utf8.count == 256 << 10)
    }

    @Test func ofTooManyRunsTheLatestAreListed() throws {
        let runs = try (0..<100_003).map { try Samples.snapshot(id: "r\($0)") }
        guard case .runs(let listed) = try ClientReply.decode(ClientReply.runs(runs).encoded(number: 1)).reply else {
            Issue.record("a long list is not read as one")
            return
        }
        #expect(listed.count == 100_000)
        #expect(listed.first?.id.text == "r3")
        #expect(listed.last?.id.text == "r100002")
    }

    @Test func workersAreListedWithTheTimeSinceTheyWereHeard() throws {
        let heard = Instant(nanoseconds: 5_000_000_000)
        let snapshot = WorkerSnapshot(
            id: try Samples.worker(), peer: PeerID(1), incarnation: 1, host: "h", slots: 1, credit: 2, leases: 0,
            mergedShards: 3, lastHeard: heard)
        #expect(WorkerListing(snapshot, at: heard.advanced(by: .milliseconds(1500))).secondsSinceHeard == 1.5)
        // The clock was read before the message was handled.
        #expect(WorkerListing(snapshot, at: heard.advanced(by: .milliseconds(-1))).secondsSinceHeard == 0)
    }
}
