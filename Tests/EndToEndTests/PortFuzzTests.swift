import ClusterProtocol
import Foundation
import TestSupport
import Testing
import ZeroMQ

/// As frames state it.
private let version = UInt8(ClusterProtocol.version)

/// Strangers' bytes at every port of a coordinator: it goes on, and keeps neither descriptors nor memory.
@Suite(.serialized)
struct PortFuzzTests {
    /// A TCP connection to a port of this machine that says what it likes.
    private final class Stranger {
        private let descriptor: Int32

        init?(port: Int) {
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = UInt16(port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let status = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
            }
            if status != 0 { return nil }
            var limit = timeval(tv_sec: 1, tv_usec: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            limit = timeval(tv_sec: 0, tv_usec: 20_000)
            setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        }

        deinit {
            close(descriptor)
        }

        func say(_ bytes: [UInt8]) {
            _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        }

        /// Takes what the other side has to say at this moment.
        func listen() {
            var buffer = [UInt8](repeating: 0, count: 4096)
            _ = recv(descriptor, &buffer, buffer.count, 0)
        }
    }

    /// Bytes that go some way into the protocols: ZMTP 3.1 (https://rfc.zeromq.org/spec/23/), ours within it, and HTTP.
    private struct Babble {
        var generator: SeededGenerator

        mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }
        mutating func bytes(_ most: Int) -> [UInt8] {
            (0..<below(most + 1)).map { _ in UInt8.random(in: 0...255, using: &generator) }
        }

        mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
            var bytes = bytes
            for _ in 0..<1 + below(3) where !bytes.isEmpty {
                switch below(3) {
                case 0: bytes[below(bytes.count)] = [0, 1, 0x7F, 0x80, 0xFF][below(5)]
                case 1: bytes.removeLast(below(bytes.count))
                default: bytes.insert(UInt8(below(256)), at: below(bytes.count))
                }
            }
            return bytes
        }

        func greeting(_ mechanism: String) -> [UInt8] {
            let name = Array(mechanism.utf8)
            return [0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0x7F, 3, 1] + name + [UInt8](repeating: 0, count: 20 - name.count)
                + [UInt8](repeating: 0, count: 32)
        }

        func ready(_ type: String) -> [UInt8] {
            let body =
                [5] + Array("READY".utf8) + [11] + Array("Socket-Type".utf8) + [0, 0, 0, UInt8(type.utf8.count)]
                + Array(type.utf8)
            return [4, UInt8(body.count)] + body
        }

        mutating func frame(isLast: Bool, _ body: [UInt8]) -> [UInt8] {
            let more: UInt8 = isLast ? 0 : 1
            if body.count < 256 && below(4) > 0 { return [more, UInt8(body.count)] + body }
            return [more | 2] + (0..<8).map { UInt8(truncatingIfNeeded: body.count >> (56 - 8 * $0)) } + body
        }

        /// A message of the cluster's, more or less.
        mutating func message() -> [UInt8] {
            let types: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 33, 64, 65, 66, 67, 68, 69, 70, 96, 255]
            let header = Array("SUAN".utf8) + [version, 0, types[below(types.count)], 0] + bytes(8)
            let count = 1 + below(below(10) == 0 ? 40 : 4)
            return (0..<count).flatMap { place -> [UInt8] in
                let body = place == 0 ? (header.count == 16 ? header : damaged(header)) : bytes(300)
                return frame(isLast: place + 1 == count, body)
            }
        }

        mutating func zeroMQ() -> [[UInt8]] {
            let types = ["DEALER", "REQ", "ROUTER", "PUB", "NOSUCH", ""]
            switch below(6) {
            case 0: return [bytes(2000)]
            case 1: return [damaged(greeting("NULL")), bytes(200)]
            case 2: return [greeting(["CURVE", "PLAIN", "GSSAPI", "X"][below(4)]), bytes(400)]
            case 3: return [greeting("NULL"), damaged(ready(types[below(types.count)])), message()]
            case 4:
                // A frame of which only the beginning comes, as long as it says.
                let long = [UInt8](repeating: UInt8(below(256)), count: 8)
                return [greeting("NULL"), ready("DEALER"), [2] + long + bytes(100)]
            default: return [greeting("NULL"), ready("DEALER")] + (0..<1 + below(20)).map { _ in message() }
            }
        }

        mutating func http() -> [[UInt8]] {
            let request = Array(
                "GET /api/v1/runs/latest/result HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello".utf8)
            switch below(4) {
            case 0: return [bytes(2000)]
            case 1: return [damaged(request), damaged(request)]
            case 2: return [Array("GET /".utf8) + bytes(3000) + Array(" HTTP/1.1\r\n\r\n".utf8)]
            default:
                let header = Array("X: ".utf8) + [UInt8](repeating: 120, count: 1000) + [13, 10]
                return [Array("GET / HTTP/1.1\r\n".utf8)] + (0..<below(60)).map { _ in header }
            }
        }
    }

    @Test(arguments: [false, true]) func strangersBytesHarmNobody(hasKeys: Bool) throws {
        let cluster = try Cluster()
        if hasKeys {
            let keys = cluster.directory.appendingPathComponent("keys").path
            let key = cluster.directory.appendingPathComponent("ada.key").path
            let made = try Program.run(["keys", "new", "ada", "--role", "admin", "--keys", keys, "--output", key])
            try #require(made.status == 0, "\(made.errors)")
            cluster.coordinatorArguments = ["--keys", keys]
            cluster.key = key
        }
        try cluster.startCoordinator()
        let before = try Program.metric("process_open_fds", port: cluster.port + 2)
        for seed in FuzzBudget.seeds([1]) {
            try talk(to: cluster, seed: seed)
            #expect(
                cluster.coordinator?.process.isRunning == true, "seed \(seed): \(cluster.coordinator?.errors ?? "")")
            let answer = try cluster.command(["runs"], limit: 30)
            #expect(answer.status == 0, "seed \(seed): \(answer.errors)")
        }
        // libzmq closes what does not finish its handshake after five seconds.
        try Program.wait("the strangers' descriptors to be closed", within: 30) {
            try Program.metric("process_open_fds", port: cluster.port + 2) < before + 20
        }
        #expect(try Program.metric("process_resident_memory_bytes", port: cluster.port + 2) < 500e6)
    }

    /// A client that asks without end is held to its rate, one that says nothing readable is not heard any more, and both are
    /// nothing to anybody else.
    @Test func whoSendsTooMuchIsHeldAndOthersAreAnswered() throws {
        let cluster = try Cluster()
        try cluster.startCoordinator()
        let ping = Array("SUAN".utf8) + [version, 0, 64, 0, 1, 0, 0, 0, 0, 0, 0, 0]
        for (limit, message) in [("rate", [ping, []]), ("poison", [[1, 2, 3], []])] {
            let stranger = try Socket(.dealer, in: try Context())
            try stranger.connect(try Endpoint(cluster.queryAddress))
            for _ in 0..<3_000 { #expect(try stranger.send(message) == .sent) }
            // One who hangs up takes with it what it has said.
            try Program.wait("the limit \(limit) to be felt", within: 20) {
                while try stranger.receive() != nil {}
                let name = "suanli_messages_limited_total{socket=\"query\",limit=\"\(limit)\"}"
                return try Program.metric(name, port: cluster.port + 2) > 100
            }
            #expect(try cluster.command(["runs", "--timeout", "5"]).status == 0)
        }
    }

    /// Some hundreds of strangers, a few at a time, who hang up at any moment.
    private func talk(to cluster: Cluster, seed: UInt64) throws {
        var babble = Babble(generator: SeededGenerator(seed: seed))
        var present: [Stranger] = []
        for _ in 0..<200 {
            let port = babble.below(3)
            guard let stranger = Stranger(port: cluster.port + port) else {
                throw Program.Trouble("seed \(seed): nobody listens at port \(port) of three")
            }
            for bytes in port == 2 ? babble.http() : babble.zeroMQ() {
                stranger.say(bytes)
                if babble.below(8) == 0 { stranger.listen() }
            }
            present.append(stranger)
            if present.count > 20 { present.remove(at: babble.below(present.count)) }
        }
    }
}
