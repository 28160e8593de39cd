import ClusterProtocol
import Glibc
import ModelLanguage

/// What this program is.
enum Version {
    static let number = "0.1.0"

    /// What `--version` prints: everything that two programs must agree on to work together.
    static let text = "suanli \(number) (protocol \(ClusterProtocol.version), kernels \(Plan.kernelVersion))"
}

/// Ends the process.
func endProcess(_ status: ExitStatus) -> Never {
    exit(status.rawValue)
}
