import Logging
import Scheduling
import ZeroMQ

// The run and the shard that a log line is about, under the same keys everywhere.

extension ShardReport {
    var metadata: Logger.Metadata { ["run": "\(run)", "shard": "\(task)", "lease": "\(lease)"] }
}

extension CoordinatorMessage {
    var metadata: Logger.Metadata {
        switch self {
        case .leases(let offers): ["leases": "\(offers.map(\.lease.description).joined(separator: " "))"]
        case .run(let description): ["run": "\(description.id)"]
        case .revoke(let run): ["run": "\(run)"]
        case .acknowledge(let leases): ["leases": "\(leases.map(\.description).joined(separator: " "))"]
        default: [:]
        }
    }
}

extension Logger.Metadata {
    /// Both; of a key in both the latter's.
    static func + (left: Logger.Metadata, right: Logger.Metadata) -> Logger.Metadata {
        left.merging(right) { $1 }
    }
}

extension [Frame] {
    /// Of all frames together.
    var byteCount: UInt64 { UInt64(reduce(0) { $0 + $1.count }) }
}
