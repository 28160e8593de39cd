import Glibc

/// What a text may cost at each of its stages. Processor time, not that of a clock: a busy machine is no finding.
struct ResourceUse {
    private static let maximumSeconds = 2.0
    private static let maximumMegabytes = 500

    private var stage = ""
    private var start = 0.0

    /// Ends a stage, and begins the one called `next`: stops the process if the one that ends took too much.
    mutating func begin(_ next: String) {
        let now = Self.processorSeconds
        guard now - start <= Self.maximumSeconds || stage.isEmpty else {
            fatalError("the stage `\(stage)` takes \(now - start) s")
        }
        guard Self.peakMegabytes <= Self.maximumMegabytes else {
            fatalError("\(Self.peakMegabytes) MB after the stage `\(stage)`")
        }
        (stage, start) = (next, now)
    }

    /// Processor time of this thread so far.
    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// The most memory that the process ever had.
    private static var peakMegabytes: Int {
        var usage = rusage()
        getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss / 1_024
    }
}
