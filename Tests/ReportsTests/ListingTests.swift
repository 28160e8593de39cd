import ClusterProtocol
import Foundation
import Testing

@testable import Reports
@testable import Scheduling

struct ListingTests {
    private func snapshot(
        _ id: String, state: RunState, label: String = "", reason: String = "", isComputable: Bool = true
    )
        throws -> RunSnapshot
    {
        RunSnapshot(
            id: try #require(RunID(id)), label: label, modelName: "h200-2026", state: state, reason: reason,
            draws: 1_048_576, mergedDraws: 453_000, leasedDraws: 65_536, queuedDraws: 530_040, leases: 4,
            mergedShards: 7, seconds: 75, isComputable: isComputable)
    }

    private func worker(_ id: String, host: String) throws -> WorkerListing {
        WorkerListing(
            id: try #require(WorkerID(id)), incarnation: 1, host: host, slots: 2, credit: 4, leases: 3,
            mergedShards: 1_234,
            secondsSinceHeard: 0.254)
    }

    @Test func runsAreListedALineEach() throws {
        let list = RunList([
            try snapshot("k3mz7", state: .running, label: "night run"),
            try snapshot("a", state: .queued, isComputable: false),
        ])
        #expect(
            list.table(TextStyle()) == """
                Run    State         Merged      Draws        Time  Model      Label
                k3mz7  running        43.2%  1,048,576  1 min 15 s  h200-2026  night run
                a      queued, held   43.2%  1,048,576  1 min 15 s  h200-2026

                """)
        #expect(RunList([]).table(TextStyle()) == "no runs\n")
        #expect(
            list.csv.hasPrefix(
                "run,state,merged,draws,seconds,model,label,reason,merged_draws,leased_draws,queued_draws,leases,"
                    + "merged_shards,computable,priority,submitter,paused,quarantined,held_bytes,maximum_bytes,"
                    + "maximum_slots,maximum_seconds\nk3mz7,running,0.4320144653320"))
    }

    @Test func listsAreJSONUnderAVersion() throws {
        struct Runs: Decodable {
            struct Run: Decodable {
                let run: String
                let merged_draws: UInt64
                let computable: Bool
            }
            let version: Int
            let runs: [Run]
        }
        let json = RunList([try snapshot("a", state: .done)]).json
        let read = try JSONDecoder().decode(Runs.self, from: Data(json.utf8))
        #expect(read.version == 1 && read.runs.count == 1 && read.runs[0].merged_draws == 453_000)
        #expect(RunList([]).json == "{\n  \"version\": 1,\n  \"runs\": []\n}\n")
        let status = try JSONDecoder().decode(
            Runs.Run.self, from: Data(RunStatus(try snapshot("a", state: .done)).json.utf8))
        #expect(status.run == "a" && status.computable)
    }

    @Test func aStatusSaysWhatHoldsTheRun() throws {
        let text = RunStatus(
            try snapshot("a", state: .queued, label: "x", reason: "no \u{1b}luck", isComputable: false)
        ).table(TextStyle())
        #expect(
            text == """
                Run      a
                Model    h200-2026
                Label    x
                State    queued, held
                Reason   no ?luck
                Merged   43.2%, 453,000 of 1,048,576 draws
                Out      65,536 draws on 4 leases
                Waiting  530,040 draws
                Time     1 min 15 s
                Held     it needs another version of the kernels than this coordinator has

                """)
        #expect(!RunStatus(try snapshot("a", state: .done)).table(TextStyle()).contains("Waiting"))
    }

    @Test func aStatusSaysHowMuchMemoryIsHeldAndMayBe() throws {
        var terms = RunTerms()
        func status() throws -> RunStatus {
            RunStatus(
                RunSnapshot(
                    id: try #require(RunID("a")), label: "", modelName: "m", state: .running, reason: "", draws: 1,
                    mergedDraws: 0, leasedDraws: 0, queuedDraws: 1, leases: 0, mergedShards: 0, heldBytes: 1_300_000,
                    terms: terms, seconds: 0, isComputable: true))
        }
        #expect(try status().table(TextStyle()).contains("Memory   1.24 MB\n"))
        #expect(try status().json.contains("\"maximum_bytes\": null"))
        terms.maximumBytes = 512 << 20
        #expect(try status().table(TextStyle()).contains("Memory   1.24 MB of 512 MB\n"))
        #expect(try status().json.contains("\"maximum_bytes\": 536870912"))
    }

    @Test func workersAreListedALineEach() throws {
        let list = WorkerList([try worker("w-1", host: "node7"), try worker("w-2", host: "a, \"b\"\u{7}")])
        #expect(
            list.table(TextStyle()) == """
                Worker  Host     Slots  Leases  Credit  Merged shards       Heard  State
                w-1     node7        2       3       4          1,234  0.25 s ago  at work
                w-2     a, "b"?      2       3       4          1,234  0.25 s ago  at work

                """)
        #expect(
            list.csv == """
                worker,host,slots,leases,credit,merged_shards,seconds_since_heard,state
                w-1,node7,2,3,4,1234,0.254,at work
                w-2,"a, ""b""\u{7}",2,3,4,1234,0.254,at work

                """)
        #expect(WorkerList([]).table(TextStyle()) == "no workers\n")
    }

    @Test func aFlexibleColumnGivesWay() throws {
        let list = WorkerList([try worker("w-1", host: "a host with a name of many words that would not fit there")])
        let lines = list.table(TextStyle(width: 80)).split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(lines.count == 6)
    }

    @Test func anExplanationIsACauseALine() throws {
        let report = RunExplanationReport(
            RunExplanation(
                id: try #require(RunID("k3")), state: .queued,
                causes: [
                    RunExplanation.Cause(code: "paused", text: "it is paused", isBlocking: true),
                    RunExplanation.Cause(code: "quarantined", text: "1 shard \u{1b}", isBlocking: false),
                ]))
        #expect(
            report.table(TextStyle()) == """
                Run       k3
                State     queued
                It waits  it is paused
                Also      1 shard ?

                """)
        #expect(
            report.csv == """
                run,code,text,blocking
                k3,paused,it is paused,true
                k3,quarantined,1 shard \u{1b},false

                """)
        struct Read: Decodable {
            struct Cause: Decodable { let code: String; let blocking: Bool }
            let version: Int
            let run: String
            let state: String
            let causes: [Cause]
        }
        let read = try JSONDecoder().decode(Read.self, from: Data(report.json.utf8))
        #expect(read.version == 1 && read.run == "k3" && read.causes.map(\.code) == ["paused", "quarantined"])
        #expect(read.causes.map(\.blocking) == [true, false] && read.state == "queued")
    }
}
