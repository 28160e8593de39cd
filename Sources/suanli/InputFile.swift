import Foundation

/// Reads files that users name.
enum InputFile {
    /// The bytes of the file at `path`, at most `limit` of them, or of standard input where that is `-`; counted as they
    /// come, since a pipe or a device has no size to look at before.
    static func read(_ path: String, limit: Int) throws(CommandFailure) -> [UInt8] {
        guard path != "-" else { return try read(.standardInput, name: path, limit: limit) }
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw CommandFailure(.badInput, "\(path): error: this is a folder, not a file")
        }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            let reason = FileManager.default.fileExists(atPath: path) ? "cannot be read" : "does not exist"
            throw CommandFailure(.badInput, "\(path): error: the file \(reason)")
        }
        defer { try? handle.close() }
        return try read(handle, name: path, limit: limit)
    }

    private static func read(_ handle: FileHandle, name: String, limit: Int) throws(CommandFailure) -> [UInt8] {
        do {
            var bytes: [UInt8] = []
            while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
                bytes.append(contentsOf: piece)
                guard bytes.count <= limit else {
                    throw CommandFailure(.badInput, "\(name): error: the file is larger than \(limit / 1_000_000) MB")
                }
            }
            return bytes
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(.badInput, "\(name): error: the file cannot be read: \(error.localizedDescription)")
        }
    }
}
