import Glibc

/// What the system says of this process.
struct ProcessReadings {
    /// Descriptors open now.
    let openDescriptors: Int
    /// How many may be.
    let maximumDescriptors: UInt64
    /// Memory in use, in bytes.
    let residentBytes: Int

    /// As of now, from /proc; 0 for what cannot be read.
    init() {
        openDescriptors = Self.entries(of: "/proc/self/fd")
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        maximumDescriptors = UInt64(limit.rlim_cur)
        residentBytes = Self.residentPages * sysconf(Int32(_SC_PAGESIZE))
    }

    private static func entries(of path: String) -> Int {
        guard let directory = opendir(path) else { return 0 }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        // Without ".", ".." and the descriptor that lists them.
        return max(0, count - 3)
    }

    /// The second number of /proc/self/statm.
    private static var residentPages: Int {
        let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(descriptor, &bytes, bytes.count)
        let words = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
        return words.count > 1 ? Int(words[1]) ?? 0 : 0
    }
}
