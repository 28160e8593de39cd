import Foundation

/// The system time of each process of `suanli chaos`, which can be set apart from that of the machine, by libfaketime.
///
/// What the processes measure time with is not touched: it does not jump on any machine.
struct ChaosClocks {
    /// Why clocks cannot be stepped; `nil` where they can.
    var obstacle: String? { library == nil ? "libfaketime is not installed (Debian's libfaketime)" : nil }
    private let library: String?
    private let folder: String

    /// Clocks whose settings are kept in `folder`. Where they are not to be stepped, processes run without libfaketime.
    init(folder: String, areSteppable: Bool) {
        self.folder = folder
        guard areSteppable else {
            library = nil
            return
        }
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let places = ((try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib")) ?? []).sorted()
            .map { "/usr/lib/\($0)/faketime/libfaketimeMT.so.1" }
        library = places.first { FileManager.default.isReadableFile(atPath: $0) }
    }

    /// Removes what libfaketime leaves of a process that was killed, which a later one of the same number would stumble over.
    static func cleanUp(after process: Int32) {
        unlink("/dev/shm/faketime_shm_\(process)")
        unlink("/dev/shm/sem.faketime_sem_\(process)")
    }

    /// Forgets the settings.
    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    private func file(of process: String) -> String { "\(folder)/clock-\(process)" }

    /// What the process is to be started with.
    func environment(of process: String) -> [String: String] {
        guard let library else { return [:] }
        if !FileManager.default.fileExists(atPath: file(of: process)) { step(process, by: 0) }
        return [
            "LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": file(of: process), "FAKETIME_CACHE_DURATION": "1",
            "DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            // Else it would set this itself, which moves the environment, from whose place Swift finds the arguments.
            "FAKETIME_SHARED": "/suanli_chaos_semaphore /suanli_chaos_memory",
        ]
    }

    /// Sets the process's clock `seconds` before or behind that of the machine, within a second.
    func step(_ process: String, by seconds: Int) {
        // In one piece, so that it is not read half written.
        try? Data("\(seconds < 0 ? "" : "+")\(seconds)s\n".utf8)
            .write(to: URL(fileURLWithPath: file(of: process)), options: .atomic)
    }
}
