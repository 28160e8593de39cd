import Glibc
import Scheduling

/// Bytes that mean nothing to a coordinator.
public enum Garbage {
    /// Messages of odd frames: none at all, empty, many, random ones of up to 64 KB, and ones that begin as ours do.
    static func messages(seed: UInt64) -> [[[UInt8]]] {
        var random = SplitMix64(seed: seed)
        var messages: [[[UInt8]]] = [[[]], Array(repeating: [0], count: 15), Array(repeating: [], count: 40)]
        for _ in 0..<6 {
            let frames = 1 + Int(random.next() % 4)
            messages.append((0..<frames).map { _ in bytes(upTo: 65_536, &random) })
        }
        for _ in 0..<6 {
            let beginning: [UInt8] = Array("SUAN".utf8) + [0, 2, UInt8(truncatingIfNeeded: random.next())]
            messages.append([beginning + bytes(upTo: 64, &random), bytes(upTo: 256, &random)])
        }
        return messages
    }

    /// Connects to a port of this machine without ZeroMQ, sends random bytes, and leaves, at once or in the middle.
    public static func sendBytes(toPort port: Int, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0, let port = UInt16(exactly: port) else { return }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
        guard status == 0 else { return }
        // Half of the time after the greeting of ZeroMQ 3, so that what follows is read as frames.
        let greeting: [UInt8] = [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 0] + Array("NULL".utf8)
        let start = random.next() % 2 == 0 ? greeting + Array(repeating: 0, count: 48) : []
        let all = start + bytes(upTo: 4_096, &random)
        _ = all.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    private static func bytes(upTo limit: Int, _ random: inout SplitMix64) -> [UInt8] {
        (0..<Int(random.next() % UInt64(limit))).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
}
