import Foundation
import Glibc

/// Tells systemd how this service is (sd_notify(3)): a datagram to the socket that `NOTIFY_SOCKET` names, without its library.
struct ServiceManager: Sendable {
    private let address: [UInt8]
    /// How often to say that all is well; `nil` where nobody watches.
    let watchdogInterval: Duration?

    /// `nil` where nobody is to be told.
    init?(environment: [String: String] = ProcessInfo.processInfo.environment) {
        guard let path = environment["NOTIFY_SOCKET"], path.hasPrefix("/") || path.hasPrefix("@"),
            (2..<Self.longestPath).contains(path.utf8.count)
        else { return nil }
        // A name that begins with @ is one without a file; the kernel writes it with a zero.
        address = path.hasPrefix("@") ? [0] + Array(path.utf8.dropFirst()) : Array(path.utf8) + [0]
        let isOurs = environment["WATCHDOG_PID"].map { $0 == "\(ProcessInfo.processInfo.processIdentifier)" } ?? true
        watchdogInterval =
            isOurs
            ? environment["WATCHDOG_USEC"].flatMap { Int64($0) }.flatMap { $0 > 0 ? .microseconds($0) / 2 : nil } : nil
    }

    private static let longestPath = 108

    /// Sends a state such as `READY=1`. Where it does not arrive, systemd finds out by itself.
    func tell(_ state: String) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: address) }
        let offset = MemoryLayout<sockaddr_un>.size - MemoryLayout.size(ofValue: name.sun_path)
        let size = socklen_t(offset + address.count)
        let bytes = Array(state.utf8)
        withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT), $0, size)
            }
        }
    }

    /// Says that all is well for as long as the task runs and `isWell` answers; who does not answer is not well.
    func watch(_ isWell: @escaping @Sendable () async -> Void) -> Task<Void, Never>? {
        guard let watchdogInterval else { return nil }
        return Task.detached {
            while !Task.isCancelled {
                await isWell()
                tell("WATCHDOG=1")
                try? await Task.sleep(for: watchdogInterval)
            }
        }
    }
}
