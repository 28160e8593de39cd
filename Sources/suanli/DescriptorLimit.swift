import Glibc
import Logging

/// How many descriptors this process may have open. At its limit libzmq cannot accept a connection and tries again at once, for
/// ever; each connection needs one.
enum DescriptorLimit {
    /// Fewer leave no room for a cluster.
    static let fewest: UInt = 4096

    /// How many are allowed now.
    static var current: UInt {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        return limit.rlim_cur
    }

    /// Raises the limit as far as that is allowed, and warns where it stays low.
    static func raise(logger: Logger) {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        if limit.rlim_cur < limit.rlim_max {
            var wanted = limit
            wanted.rlim_cur = limit.rlim_max
            if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &wanted) == 0 { limit = wanted }
        }
        guard limit.rlim_cur < fewest else { return }
        logger.warning(
            "few descriptors are allowed, and each connection needs one; raise LimitNOFILE or 'ulimit -n'",
            metadata: ["limit": "\(limit.rlim_cur)"])
    }
}
