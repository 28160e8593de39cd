import BinaryCoding
import ClusterProtocol
import Scheduling
import Statistics
import TestSupport
import Testing

@Suite struct HostileBytesTests {
    /// Reads frames as everything they could be; only trapping or another error is wrong.
    private func readAsAnything(_ frames: [[UInt8]]) {
        do throws(ProtocolFailure) { _ = try WorkerMessage<[UInt8]>(decoding: frames) } catch {}
        do throws(ProtocolFailure) { _ = try CoordinatorMessage(decoding: frames) } catch {}
        do throws(ProtocolFailure) { _ = try ClientRequest.decode(frames) } catch {
            _ = ClientReply.refusal(of: frames, because: error)
        }
        do throws(ProtocolFailure) { _ = try ClientReply.decode(frames) } catch {}
    }

    private static func smallMessages() throws -> [[[UInt8]]] {
        let all =
            try Samples.workerMessages().map { $0.encoded() } + Samples.coordinatorMessages().map { $0.encoded() }
            + Samples.requests().map { $0.encoded(number: 3) } + Samples.replies().map { $0.encoded(number: 3) }
        return all.filter { $0.reduce(0) { $0 + $1.count } < 20_000 }
    }

    /// A payload with the digest that belongs to it, so that damage reaches what reads it.
    private static func sealed(_ payload: some Sequence<UInt8>) -> [UInt8] {
        ContentDigest(of: payload).bytes + Array(payload)
    }

    @Test func damagedMessagesAreErrorsOrValues() throws {
        for seed in FuzzBudget.seeds([1, 2, 3, 4]) { try readDamagedMessages(seed: seed) }
    }

    private func readDamagedMessages(seed: UInt64) throws {
        let messages = try Self.smallMessages()
        #expect(messages.count > 40)
        var generator = SplitMix64(seed: seed)
        for _ in 0..<25_000 {
            var frames = messages[generator.below(messages.count)]
            for _ in 0...generator.below(3) { mutate(&frames, &generator) }
            if frames.count == 3, frames[2].count >= 32, generator.below(4) > 0 {
                frames[2] = Self.sealed(frames[2].dropFirst(32))
            }
            readAsAnything(frames)
        }
    }

    private func mutate(_ frames: inout [[UInt8]], _ generator: inout SplitMix64) {
        if frames.isEmpty { return }
        let place = generator.below(frames.count)
        let count = frames[place].count
        switch generator.below(8) {
        case 0 where count > 0: frames[place].removeLast(1 + generator.below(count))
        case 1: frames.remove(at: place)
        case 2: frames.insert(frames[place], at: place)
        case 3: frames[place].insert(UInt8(generator.below(256)), at: generator.below(count + 1))
        case 4 where count > 0: frames[place].remove(at: generator.below(count))
        case 5 where count > 0: frames[place][generator.below(count)] = [0, 0x7f, 0x80, 0xff][generator.below(4)]
        case 6 where frames[0].count == 16: frames[0][6] = UInt8(generator.below(128))
        default: if count > 0 { frames[place][generator.below(count)] ^= 1 << UInt8(generator.below(8)) }
        }
    }

    @Test func everyTruncationIsAnErrorOrAValue() throws {
        for frames in try Self.smallMessages() {
            for (place, frame) in frames.enumerated() {
                for length in stride(from: 0, to: frame.count, by: max(1, frame.count / 500)) {
                    var cut = frames
                    cut[place] = Array(frame.prefix(length))
                    readAsAnything(cut)
                    if place == 2, length >= 32 {
                        cut[2] = Self.sealed(cut[2].dropFirst(32))
                        readAsAnything(cut)
                    }
                }
                readAsAnything(Array(frames.prefix(place)))
            }
        }
    }

    @Test func aDamagedSummaryIsNoticed() throws {
        let frames = try Samples.report(.evaluated(.summary(Samples.summary))).encoded()
        for place in [0, 31, 32, frames[2].count - 1] {
            var damaged = frames
            damaged[2][place] ^= 1
            #expect(throws: ProtocolFailure.malformed("a payload that was damaged on its way")) {
                try WorkerMessage<[UInt8]>(decoding: damaged)
            }
        }
        let short = [frames[0], frames[1], Array(frames[2].prefix(31))]
        #expect(throws: ProtocolFailure.malformed("a payload that ends too early")) {
            try WorkerMessage<[UInt8]>(decoding: short)
        }
    }

    @Test func whatIsNotOursIsNotRead() throws {
        for frames in [[], [[]], [[], [], []], [Array("GET / HTTP/1.1\r\n".utf8)]] as [[[UInt8]]] {
            #expect(throws: ProtocolFailure.notOurs) { try WorkerMessage<[UInt8]>(decoding: frames) }
        }
        // A request is no message of a worker, and the other way round.
        #expect(throws: ProtocolFailure.unknownType(64)) {
            try WorkerMessage<[UInt8]>(decoding: ClientRequest.ping.encoded(number: 1))
        }
        #expect(throws: ProtocolFailure.unknownType(7)) {
            try ClientRequest.decode(WorkerMessage<[UInt8]>.goodbye.encoded())
        }
    }

    @Test func countsBeyondTheBytesTakeNoMemory() throws {
        var frames = ClientReply.runs([]).encoded(number: 1)
        let largest: [UInt8] = [UInt8](repeating: 0xff, count: 9) + [1]
        for count in [largest, [0xff, 0xff, 0x05], [1]] {
            frames[2] = Self.sealed(count)
            #expect(throws: ProtocolFailure.self) { try ClientReply.decode(frames) }
        }
        // As many empty members as fit in: refused at the first, since a run has a name.
        var writer = ByteWriter()
        writer.writeVarint(100_000)
        writer.writeRaw([UInt8](repeating: 0, count: 100_000))
        frames[2] = Self.sealed(writer.bytes)
        #expect(throws: ProtocolFailure.malformed("numbers of draws that contradict each other")) {
            try ClientReply.decode(frames)
        }
    }

    @Test func largeBodiesAreRefusedBeforeTheyAreRead() throws {
        var frames = WorkerMessage<[UInt8]>.heartbeat(holding: [], credit: 1).encoded()
        frames[1] = [UInt8](repeating: 0, count: (1 << 20) + 1)
        #expect(throws: ProtocolFailure.malformed("a body of 1048577 bytes")) {
            try WorkerMessage<[UInt8]>(decoding: frames)
        }
    }

    @Test func tooManyLeasesAreRefused() throws {
        let leases = (0...UInt64(ClusterProtocol.maximumLeases)).map { LeaseID(epoch: 1, number: $0) }
        let frames = WorkerMessage<[UInt8]>.heartbeat(holding: leases, credit: 1).encoded()
        #expect(throws: ProtocolFailure.self) { try WorkerMessage<[UInt8]>(decoding: frames) }
    }
}

extension SplitMix64 {
    fileprivate mutating func below(_ bound: Int) -> Int {
        Int(next() % UInt64(bound))
    }
}
