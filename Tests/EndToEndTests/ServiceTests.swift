import Foundation
import Testing

/// What a service manager and an operator see of a coordinator.
@Suite(.serialized)
struct ServiceTests {
    /// A datagram socket as systemd has one.
    private final class NotifySocket {
        let descriptor: Int32
        let path: String

        init() throws {
            path =
                FileManager.default.temporaryDirectory.appendingPathComponent("notify-\(UInt32.random(in: 0 ... .max))")
                .path
            descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            var name = sockaddr_un()
            name.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
            let size = socklen_t(MemoryLayout<sockaddr_un>.size)
            let status = withUnsafePointer(to: &name) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
            }
            try #require(status == 0)
            var limit = timeval(tv_sec: 20, tv_usec: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        }

        deinit {
            close(descriptor)
            unlink(path)
        }

        /// The next datagram; empty when none comes in time.
        func next() -> String {
            var buffer = [UInt8](repeating: 0, count: 256)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        }

        /// Whether `state` is told before anything else but `WATCHDOG=1`.
        func waits(for state: String) -> Bool {
            while true {
                let told = next()
                if told == state { return true }
                if told != "WATCHDOG=1" { return false }
            }
        }
    }

    @Test func theServiceManagerIsToldOfReadinessLifeAndEnd() throws {
        let socket = try NotifySocket()
        let cluster = try Cluster()
        cluster.coordinatorEnvironment = ["NOTIFY_SOCKET": socket.path, "WATCHDOG_USEC": "200000"]
        try cluster.startCoordinator()
        #expect(socket.waits(for: "READY=1"))
        #expect(socket.next() == "WATCHDOG=1" && socket.next() == "WATCHDOG=1")
        cluster.coordinator?.kill(SIGTERM)
        #expect(socket.waits(for: "STOPPING=1"))
        #expect(cluster.coordinator?.waitForEnd(within: 20) == true)
    }

    @Test func aHangupTakesUpAChangedLogLevel() throws {
        let cluster = try Cluster()
        let config = cluster.directory.appendingPathComponent("coordinator.yaml")
        try Data("log_level: error\n".utf8).write(to: config)
        cluster.coordinatorArguments = ["--config", config.path]
        try cluster.startCoordinator()
        let quiet = try cluster.submit(draws: "65536")
        #expect(cluster.coordinator?.errors.contains("run submitted") == false)
        try Data("log_level: info\n".utf8).write(to: config)
        cluster.coordinator?.kill(SIGHUP)
        try Program.wait("the new level") { cluster.coordinator?.errors.contains("the log level is read anew") == true }
        let loud = try cluster.submit(draws: "65536", seed: 2)
        try Program.wait("the line") {
            cluster.coordinator?.errors.split(separator: "\n").contains {
                $0.contains("run submitted") && $0.contains("run=\(loud)")
            } == true
        }
        #expect(cluster.coordinator?.errors.contains(quiet) == false)
    }

    @Test func theDoctorSaysWhatIsWrong() throws {
        let cluster = try Cluster()
        let ledger = cluster.directory.appendingPathComponent("new/ledger").path
        let alone = try cluster.command(["doctor", "--ledger", ledger, "--timeout", "0.5", "--format", "json"])
        #expect(alone.status == 0, "\(alone.output)")
        func state(_ subject: String, _ outcome: Program.Outcome) throws -> String? {
            let findings = try outcome.json()["findings"] as? [[String: Any]]
            return findings?.first { $0["subject"] as? String == subject }?["state"] as? String
        }
        #expect(try state("coordinator", alone) == "notable" && state("messages", alone) == "fine")
        try cluster.startCoordinator()
        let together = try cluster.command(["doctor", "--ledger", ledger, "--format", "json"])
        #expect(try state("coordinator", together) == "fine")
        let keys = cluster.directory.appendingPathComponent("keys").path
        let broken = try Program.run(
            ["doctor", "--timeout", "0.5", "--ledger", ledger, "--format", "json"], environment: ["SUANLI_KEYS": keys])
        #expect(try broken.status == 1 && state("keys", broken) == "wrong", "\(broken.output)")
    }

    @Test func metricsSayHowTheCoordinatorIs() throws {
        let cluster = try Cluster()
        try cluster.startCoordinator()
        try cluster.startWorker()
        _ = try cluster.digestOfFinished(try cluster.submit(draws: "65536"))
        let port = cluster.port + 2
        #expect(try Program.metric("suanli_ledger_writable", port: port) == 1)
        #expect(try Program.metric("suanli_ledger_flush_seconds_count", port: port) >= 2)
        #expect(try Program.metric("suanli_shard_seconds_count", port: port) >= 1)
        #expect(try Program.metric("suanli_queued_draws", port: port) == 0)
        #expect(try Program.metric("suanli_received_bytes_total{socket=\"work\"}", port: port) > 1000)
        #expect(try Program.metric("suanli_sent_bytes_total{socket=\"query\"}", port: port) > 100)
        #expect(try Program.metric("suanli_connections_established_total{socket=\"work\"}", port: port) == 1)
        #expect(try Program.metric("suanli_connections_protocol_failed_total{socket=\"work\"}", port: port) == 0)
        #expect(try Program.metric("process_open_fds", port: port) > 5)
        #expect(try Program.metric("process_max_fds", port: port) >= Program.metric("process_open_fds", port: port))
        #expect(try Program.metric("process_resident_memory_bytes", port: port) > 1e6)
    }
}
