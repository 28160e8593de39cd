import Chaos
import Foundation

/// A folder for the ledger of `suanli chaos`: a small file system of its own where that is allowed, so that it can be filled.
final class ChaosDirectory {
    let ledger: String
    let clocks: ChaosClocks
    /// Why failures of a kind cannot be brought about, or are not to be.
    let obstacles: [FaultKind: String]
    private let isMounted: Bool
    private let root: URL

    /// Room for the ledger of a few runs.
    private static let size = "256m"

    /// - Parameter unwanted: kinds of failures that are not to be brought about.
    init(leavingOut unwanted: Set<FaultKind>) throws(CommandFailure) {
        root = FileManager.default.temporaryDirectory.appendingPathComponent("suanli-chaos-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(
                at: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandFailure(.unavailable, "error: \(root.path) cannot be made: \(error.localizedDescription)")
        }
        isMounted = mount("tmpfs", root.path, "tmpfs", 0, "size=\(Self.size),mode=700") == 0
        let mountObstacle = isMounted ? nil : "no file system can be mounted here (\(String(cString: strerror(errno))))"
        ledger = root.appendingPathComponent("ledger").path
        // Beside the file system that is filled.
        clocks = ChaosClocks(folder: root.path + "-clocks", areSteppable: !unwanted.contains(.stepClock))
        obstacles = [FaultKind.fullDisk: mountObstacle, .stepClock: clocks.obstacle].compactMapValues { $0 }
            .merging(unwanted.map { ($0, "not wanted") }) { $1 }
    }

    deinit {
        if isMounted { umount2(root.path, Int32(MNT_DETACH)) }
        try? FileManager.default.removeItem(at: root)
        clocks.remove()
    }

    private var filler: String { root.appendingPathComponent("filler").path }

    /// Takes all the room that is left.
    func fill() {
        let descriptor = open(filler, O_WRONLY | O_CREAT, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let zeros = [UInt8](repeating: 0, count: 1 << 16)
        var size = zeros.count
        while size > 0 {
            if zeros.withUnsafeBytes({ write(descriptor, $0.baseAddress, size) }) < size { size /= 2 }
        }
    }

    /// Gives it back.
    func empty() { unlink(filler) }
}
