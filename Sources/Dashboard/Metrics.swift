import ClusterProtocol
import Scheduling

/// What a coordinator counts, in the text format of Prometheus (exposition format 0.0.4).
enum Metrics {
    static func text(counters: CoordinatorCounters, replies: (runs: ClientReply, workers: ClientReply)) -> String {
        var text = counted(counters)
        if case .runs(let runs) = replies.runs {
            text += head("suanli_runs", "gauge", "Runs by state.")
            for state in RunState.allCases {
                text += "suanli_runs{state=\"\(state.rawValue)\"} \(runs.count { $0.state == state })\n"
            }
            text += gauge("suanli_leases", "Shards leased now.", runs.reduce(0) { $0 + $1.leases })
        }
        if case .workers(let workers) = replies.workers {
            text += gauge("suanli_workers", "Registered workers.", workers.count)
            text += gauge("suanli_slots", "Slots of all workers.", workers.reduce(0) { $0 + $1.slots })
            text += gauge("suanli_credit", "Shards that all workers may hold.", workers.reduce(0) { $0 + $1.credit })
        }
        return text
    }

    private static func counted(_ counters: CoordinatorCounters) -> String {
        let values: [(name: String, help: String, value: UInt64)] = [
            ("shards_merged", "Shards merged.", counters.merged),
            ("shards_merged_late", "Shards merged on a lease that had been taken back.", counters.mergedLate),
            ("results_duplicate", "Results refused because their shard was merged already.", counters.duplicates),
            ("results_stale", "Results refused because their run or epoch has ended.", counters.stale),
            ("results_unfounded", "Results refused because no such lease is known.", counters.unfounded),
            ("shards_failed", "Shards that ended in an error.", counters.failures),
            ("leases_given", "Leases given.", counters.leases),
            ("leases_requeued", "Leases taken back and queued again.", counters.requeued),
            ("leases_expired", "Leases taken back because their deadline passed.", counters.expiredLeases),
            ("leases_unnamed", "Leases taken back because heartbeats did not name them.", counters.unnamedLeases),
            ("workers_expired", "Workers given up because they were silent.", counters.expiredWorkers),
            ("workers_lost", "Workers given up because their connection was gone.", counters.lostPeers),
            ("messages_stranger", "Messages from connections without a registered worker.", counters.strangers),
            ("messages_unreadable", "Bytes that were no message.", counters.unreadable),
        ]
        var text = values.map { value in
            head("suanli_\(value.name)_total", "counter", value.help) + "suanli_\(value.name)_total \(value.value)\n"
        }.joined()
        text += head("suanli_workers_refused_total", "counter", "Workers not admitted, by reason.")
        let refusals = [
            ("protocol", counters.refusedProtocol), ("kernel", counters.refusedKernel),
            ("superseded", counters.refusedSuperseded), ("no_slots", counters.refusedNoSlots),
        ]
        for (reason, count) in refusals { text += "suanli_workers_refused_total{reason=\"\(reason)\"} \(count)\n" }
        return text
    }

    private static func gauge(_ name: String, _ help: String, _ value: Int) -> String {
        head(name, "gauge", help) + "\(name) \(value)\n"
    }

    private static func head(_ name: String, _ type: String, _ help: String) -> String {
        "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }
}
