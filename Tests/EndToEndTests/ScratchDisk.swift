import Foundation

/// A small file system of a test's own, which can be filled or made to fail. Needs the right to mount.
final class ScratchDisk {
    private let place: String
    private let image: String?

    /// Why there can be none in memory here; `nil` where there can.
    static let memoryObstacle = obstacle { try ScratchDisk(memory: "1m", at: $0.appendingPathComponent("disk")) }
    /// Why there can be none in a file here; `nil` where there can.
    static let imageObstacle = obstacle {
        let disk = try ScratchDisk(
            image: $0.appendingPathComponent("image"), megabytes: 8, at: $0.appendingPathComponent("disk"))
        guard let trigger = try? disk.trigger(), FileManager.default.isWritableFile(atPath: trigger) else {
            disk.leave()
            throw Program.Trouble("this kernel cannot make a file system fail")
        }
        return disk
    }

    /// In memory, with room for `size`, such as `64m`.
    init(memory size: String, at folder: URL) throws {
        place = folder.path
        image = nil
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Self.run("mount", "-t", "tmpfs", "-o", "size=\(size),mode=700", "none", place)
    }

    /// In a file that it makes; it turns read-only when it fails.
    init(image file: URL, megabytes: Int, at folder: URL) throws {
        place = folder.path
        image = file.path
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Self.run("truncate", "-s", "\(megabytes)M", file.path)
        // Without a journal, so that what was written before the failure is there after it.
        try Self.run("mkfs.ext4", "-q", "-O", "^has_journal", file.path)
        try mount()
    }

    private func mount() throws {
        try Self.run("mount", "-o", "loop,errors=remount-ro", image ?? "", place)
    }

    /// Takes all the room that is left.
    func fill() throws {
        let descriptor = open(filler, O_WRONLY | O_CREAT, 0o600)
        guard descriptor >= 0 else { throw Program.Trouble("\(filler): \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        let zeros = [UInt8](repeating: 0, count: 1 << 16)
        while zeros.withUnsafeBytes({ write(descriptor, $0.baseAddress, $0.count) }) > 0 {}
    }

    /// Gives it back.
    func empty() throws { try FileManager.default.removeItem(atPath: filler) }

    private var filler: String { place + "/filler" }

    /// Has the kernel find an error.
    func fail() throws { try Data("1".utf8).write(to: URL(fileURLWithPath: try trigger())) }

    fileprivate func trigger() throws -> String {
        let device = try Self.run("findmnt", "-no", "SOURCE", place).trimmingCharacters(in: .whitespacesAndNewlines)
        return "/sys/fs/ext4/\(device.dropFirst("/dev/".count))/trigger_fs_error"
    }

    /// Checks a file system that has failed, and mounts it again; nobody may have files open on it.
    func mend() throws {
        try Self.run("umount", place)
        try Self.run("e2fsck", "-fp", image ?? "", mayEndAs: 1)
        try mount()
    }

    /// Takes it away, whoever still uses it.
    func leave() { _ = try? Self.run("umount", "--lazy", place) }

    private static func obstacle(_ make: (URL) throws -> ScratchDisk) -> String? {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("suanli-disk-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try make(folder).leave()
            return nil
        } catch {
            return "no file system can be mounted here: \(error)"
        }
    }

    /// Runs a program of the system and returns its output.
    @discardableResult
    private static func run(_ arguments: String..., mayEndAs tolerated: Int32 = 0) throws -> String {
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        // A line or two each, which fit into their pipes.
        process.waitUntilExit()
        let said = try errors.fileHandleForReading.readToEnd().map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard process.terminationStatus == 0 || process.terminationStatus == tolerated else {
            throw Program.Trouble("\(arguments.joined(separator: " ")): \(said)")
        }
        return try output.fileHandleForReading.readToEnd().map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
