import CZeroMQ

/// Which libzmq this is.
public enum LibraryVersion {
    /// Major, minor and patch.
    public static var zeroMQ: String {
        var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
        zmq_version(&major, &minor, &patch)
        return "\(major).\(minor).\(patch)"
    }
}
