import ClusterProtocol
import CoordinatorRuntime
import Scheduling

/// What a coordinator counts, in the text format of Prometheus (exposition format 0.0.4).
enum Metrics {
    static func text(_ readings: CoordinatorReadings, replies: (runs: ClientReply, workers: ClientReply)) -> String {
        var text = counted(readings.core) + connections(readings) + limits(readings) + process()
        text += histogram(
            "suanli_ledger_flush_seconds", "Writing records to the ledger, flushed.", readings.ledgerFlush)
        text += histogram("suanli_shard_seconds", "Computing a shard, as its worker says.", readings.shard)
        text += gauge(
            "suanli_ledger_writable", "Whether the ledger takes records; while not, nothing is accepted.",
            readings.isLedgerWritable ? 1 : 0)
        if case .runs(let runs) = replies.runs {
            text += head("suanli_runs", "gauge", "Runs by state.")
            for state in RunState.allCases {
                text += "suanli_runs{state=\"\(state.rawValue)\"} \(runs.count { $0.state == state })\n"
            }
            text += gauge("suanli_leases", "Shards leased now.", runs.reduce(0) { $0 + $1.leases })
            // Two runs can have more draws than a number holds.
            let queued = runs.reduce(0.0) { $0 + Double($1.queuedDraws) }
            text +=
                head("suanli_queued_draws", "gauge", "Draws that wait for a worker.")
                + "suanli_queued_draws \(queued)\n"
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
            ("results_agreed", "Of these, compared with what was merged and equal.", counters.agreed),
            (
                "results_conflicting", "Of these, different from what was merged; each stopped a run.",
                counters.conflicts
            ),
            (
                "checks_abandoned", "Spot checks given up because copies were lost with their workers.",
                counters.checksAbandoned
            ),
            ("results_stale", "Results refused because their run or epoch has ended.", counters.stale),
            ("results_unfounded", "Results refused because no such lease is known.", counters.unfounded),
            ("shards_failed", "Shards that ended in an error.", counters.failures),
            ("leases_given", "Leases given.", counters.leases),
            ("leases_backup", "Of these, second copies of work that was late.", counters.backups),
            ("leases_probation", "Of these, of suspicious work to workers with nothing else.", counters.probations),
            ("shards_quarantined", "Shards that no worker is given any more.", counters.quarantined),
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

    private static func connections(_ readings: CoordinatorReadings) -> String {
        typealias Count = (name: String, help: String, count: KeyPath<ConnectionCounters, UInt64>)
        let events: [Count] = [
            ("connections_accepted", "Connections accepted.", \.accepted),
            ("connections_accept_failed", "Connections that could not be accepted.", \.acceptFailed),
            ("connections_established", "Connections whose handshake succeeded.", \.handshakes),
            ("connections_refused", "Connections of peers without an admitted key.", \.refused),
            (
                "connections_protocol_failed",
                "Connections of peers that used no key, a wrong one, or another protocol.",
                \.failedProtocol
            ),
            ("connections_handshake_failed", "Connections that ended within the handshake.", \.failed),
            ("connections_lost", "Connections lost.", \.disconnected),
        ]
        let bytes: [Count] = [
            ("received_bytes", "Bytes of messages taken in.", \.received),
            ("sent_bytes", "Bytes of messages sent.", \.sent),
        ]
        return (events + bytes).map { event in
            let name = "suanli_\(event.name)_total"
            return head(name, "counter", event.help)
                + "\(name){socket=\"work\"} \(readings.work[keyPath: event.count])\n"
                + "\(name){socket=\"query\"} \(readings.query[keyPath: event.count])\n"
        }.joined()
    }

    private static func process() -> String {
        let readings = ProcessReadings()
        return gauge("process_open_fds", "Descriptors open.", readings.openDescriptors)
            + gauge("process_max_fds", "Descriptors allowed.", Int(clamping: readings.maximumDescriptors))
            + gauge("process_resident_memory_bytes", "Memory in use.", readings.residentBytes)
    }

    private static func histogram(_ name: String, _ help: String, _ times: TimeHistogram) -> String {
        var total: UInt64 = 0
        let buckets = zip(TimeHistogram.bounds, times.counts).map { bound, count in
            total += count
            return "\(name)_bucket{le=\"\(bound)\"} \(total)\n"
        }
        return head(name, "histogram", help) + buckets.joined()
            + "\(name)_bucket{le=\"+Inf\"} \(times.count)\n\(name)_sum \(times.sum)\n\(name)_count \(times.count)\n"
    }

    private static func limits(_ readings: CoordinatorReadings) -> String {
        let dropped = [
            ("work", "rate", readings.workersTooFast), ("work", "poison", readings.workersPoisonous),
            ("query", "rate", readings.clientsTooFast), ("query", "poison", readings.clientsPoisonous),
        ]
        let name = "suanli_messages_limited_total"
        return head(name, "counter", "Messages not taken: their senders had sent too many, or too much unreadable.")
            + dropped.map { "\(name){socket=\"\($0.0)\",limit=\"\($0.1)\"} \($0.2)\n" }.joined()
            + head("suanli_access_refused_total", "counter", "Peers and requests that were not allowed.")
            + "suanli_access_refused_total \(readings.refusals)\n"
    }

    private static func gauge(_ name: String, _ help: String, _ value: Int) -> String {
        head(name, "gauge", help) + "\(name) \(value)\n"
    }

    private static func head(_ name: String, _ type: String, _ help: String) -> String {
        "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }
}
