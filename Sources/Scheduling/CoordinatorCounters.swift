/// What a coordinator has counted since its start.
public struct CoordinatorCounters: Hashable, Sendable {
    /// Shards merged.
    public internal(set) var merged: UInt64 = 0
    /// Of these, on a lease that had been taken back.
    public internal(set) var mergedLate: UInt64 = 0
    /// Results of shards that were merged already; refused.
    public internal(set) var duplicates: UInt64 = 0
    /// Of these, equal to what was merged, where that could be looked up.
    public internal(set) var agreed: UInt64 = 0
    /// Of these, different from what was merged; each stopped a run.
    public internal(set) var conflicts: UInt64 = 0
    /// Spot checks given up because copies were lost with their workers again and again.
    public internal(set) var checksAbandoned: UInt64 = 0
    /// Reports on leases of an earlier epoch, or for runs that have ended or are unknown; refused.
    public internal(set) var stale: UInt64 = 0
    /// Reports on leases that this worker was never given or that are long forgotten; refused.
    public internal(set) var unfounded: UInt64 = 0
    /// Shards that ended in an error.
    public internal(set) var failures: UInt64 = 0
    /// Leases given.
    public internal(set) var leases: UInt64 = 0
    /// Of these, second copies of work that was out for long.
    public internal(set) var backups: UInt64 = 0
    /// Of these, of suspicious work, to workers that had nothing else.
    public internal(set) var probations: UInt64 = 0
    /// Work that no worker is given any more.
    public internal(set) var quarantined: UInt64 = 0
    /// Leases taken back and queued again, for whatever reason.
    public internal(set) var requeued: UInt64 = 0
    /// Of these, because their deadline passed.
    public internal(set) var expiredLeases: UInt64 = 0
    /// Of these, because two heartbeats in a row did not name them.
    public internal(set) var unnamedLeases: UInt64 = 0
    /// Workers given up because they were silent.
    public internal(set) var expiredWorkers: UInt64 = 0
    /// Workers given up because their connection was gone.
    public internal(set) var lostPeers: UInt64 = 0
    /// Messages from connections without a registered worker.
    public internal(set) var strangers: UInt64 = 0
    /// Bytes that were no message.
    public internal(set) var unreadable: UInt64 = 0
    /// Workers not admitted: another protocol version.
    public internal(set) var refusedProtocol: UInt64 = 0
    /// Workers not admitted: another kernel version.
    public internal(set) var refusedKernel: UInt64 = 0
    /// Workers not admitted: a newer incarnation was registered.
    public internal(set) var refusedSuperseded: UInt64 = 0
    /// Workers not admitted: no slots.
    public internal(set) var refusedNoSlots: UInt64 = 0

    mutating func count(_ refusal: RefusalReason) {
        switch refusal {
        case .protocolVersion: refusedProtocol += 1
        case .kernelVersion: refusedKernel += 1
        case .superseded: refusedSuperseded += 1
        case .noSlots: refusedNoSlots += 1
        }
    }
}
