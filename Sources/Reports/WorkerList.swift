public import ClusterProtocol
import Scheduling

/// The workers of a coordinator.
public struct WorkerList: Report {
    private let workers: [WorkerListing]

    /// These workers in this order.
    public init(_ workers: [WorkerListing]) {
        self.workers = workers
    }

    /// A worker a line.
    public func table(_ style: TextStyle) -> String {
        workers.isEmpty ? "no workers\n" : Self.listing.table(workers, style: style)
    }

    /// `{"version": 1, "workers": [...]}`.
    public var json: String { Self.listing.json(workers, key: "workers") }
    /// A worker a row, under the keys of the JSON.
    public var csv: String { Self.listing.csv(workers) }

    private static var listing: Listing<WorkerListing> {
        Listing(fields: [
            .init("worker", "Worker", value: { .string($0.id.text) }, text: { .init($0.id.text) }),
            .init(
                "host", "Host", isFlexible: true, value: { .string($0.host) }, text: { .init($0.host.printable) }),
            count("slots", "Slots", \.slots),
            count("leases", "Leases", \.leases),
            count("credit", "Credit", \.credit),
            .init(
                "merged_shards", "Merged shards", alignment: .right, value: { .integer($0.mergedShards) },
                text: { .init(NumberFormat.count($0.mergedShards)) }),
            .init(
                "seconds_since_heard", "Heard", alignment: .right, value: { .number($0.secondsSinceHeard) },
                text: { .init("\(ProgressBar.time($0.secondsSinceHeard)) ago") }),
            .init("state", "State", value: { .string(state(of: $0)) }, text: { .init(state(of: $0)) }),
        ])
    }

    private static func state(of worker: WorkerListing) -> String { worker.isDraining ? "leaving" : "at work" }

    private static func count(
        _ key: String, _ title: String, _ number: @escaping (WorkerListing) -> Int
    ) -> Listing<WorkerListing>.Field {
        .init(
            key, title, alignment: .right, value: { .integer(UInt64(max(0, number($0)))) },
            text: { .init(String(number($0))) })
    }
}
