import Glibc
public import Scheduling

/// The clock that the shells read for the cores: monotonic, unmoved by changes of the date.
public enum MonotonicClock {
    /// The time now, from CLOCK_MONOTONIC.
    public static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
