import Statistics
import Testing

@testable import Scheduling

/// Whatever a worker says, the coordinator neither traps nor merges what was not leased.
@Suite struct HostileWorkerTests {
    @Test func aReportOnWhatWasNeverLeasedIsRefusedAndAcknowledged() throws {
        var bench = Bench()
        let run = try makeRun(draws: 1_000_000)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1, credit: 1)
        let lease = LeaseID(epoch: 1, number: 99)
        let ranges = [
            ShardRange(replicate: 3, level: 0, index: 0), ShardRange(replicate: -1, level: 0, index: 0),
            ShardRange(replicate: 99, level: 63, index: .max), ShardRange(replicate: 0, level: -5, index: 7),
            ShardRange(replicate: 0, level: 64, index: .max), ShardRange(replicate: .max, level: .max, index: .max),
        ]
        let parts = [0, -1, .max, .min].map { ShardTask.sensitivity(part: $0) }
        for task in ranges.map(ShardTask.draws) + parts {
            bench.receive(
                .shardReported(
                    ShardReport(
                        lease: lease, run: run.id, task: task, outcome: .evaluated(.summary(Spelling(text: "x"))),
                        seconds: 0)),
                from: 1)
            #expect(bench.records.isEmpty && bench.messages == [.acknowledge([lease])])
        }
        #expect(bench.core.counters.unfounded == 10)
    }

    @Test func anothersLeaseIsNotHonoured() throws {
        var bench = Bench()
        let run = try makeRun(draws: 1)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1)
        let offer = try #require(bench.offers().first)
        try bench.arrive("b", peer: 2)
        bench.receive(.leasesHandedBack([offer.lease], credit: 2), from: 2)
        #expect(bench.core.workerSnapshots.map(\.leases) == [1, 0])
        bench.report(offer, run.layout, from: 2)
        #expect(bench.records.isEmpty && bench.core.counters.unfounded == 1)
    }

    /// Seconds that are no number would not get into the ledger, and hold up everything behind them.
    @Test(arguments: [Double.nan, .infinity, -.infinity, -1])
    func secondsThatAreNoneAreTakenForZero(seconds: Double) throws {
        var bench = Bench()
        let run = try makeRun(draws: 1)
        bench.handle(.runSubmitted(run))
        try bench.arrive("a", peer: 1)
        let offer = try #require(bench.offers().first)
        bench.receive(
            .shardReported(
                ShardReport(
                    lease: offer.lease, run: run.id, task: offer.task,
                    outcome: .evaluated(.summary(Spelling(text: "0"))),
                    seconds: seconds)), from: 1)
        guard case .shardMerged(_, let receipt) = bench.records.first else {
            Issue.record("\(bench.records)")
            return
        }
        #expect(receipt.seconds == 0)
    }

    /// Any messages in any order, from workers that make up most of what they say.
    @Test(arguments: UInt64(1)...15)
    func nothingAWorkerSaysBreaksAnInvariant(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var bench = Bench { $0.creditCeiling = 40 }
        let runs = try [
            makeRun("a", draws: 300_000, precision: 0.1, parts: 30), makeRun("b", draws: 17),
            makeRun("c", draws: 2_000_000),
        ]
        var offers: [LeaseOffer] = []
        for _ in 0..<400 {
            bench.seconds += Double(generator.below(100)) / 100
            try say(something: &generator, to: &bench, runs: runs, offers: offers)
            offers = Array((offers + bench.offers()).suffix(60))
            #expect(bench.core.brokenInvariants() == [], "seed \(seed)")
        }
        #expect(bench.core.footprint < 12_000, "seed \(seed)")
    }

    private func say(
        something generator: inout SplitMix64, to bench: inout Bench, runs: [RunDescription], offers: [LeaseOffer]
    ) throws {
        let peer = UInt64(generator.below(6))
        let known = offers.map(\.lease) + [LeaseID(epoch: UInt64(generator.below(3)), number: generator.next())]
        let some = known.filter { _ in generator.below(3) == 0 }
        let credits = [0, 1, 7, 2000, .max, .min, -1]
        let credit = credits[generator.below(credits.count)]
        switch generator.below(11) {
        case 10:
            bench.judge(runs[generator.below(3)].id, 65_536 << generator.next() % 3, isMet: generator.below(2) == 0)
        case 0:
            try bench.arrive(
                "w\(generator.below(4))", peer: peer, incarnation: UInt64(generator.below(50)),
                slots: credits[generator.below(7)], credit: credit, holding: some + some)
        case 1: bench.receive(.heartbeat(holding: some + some, credit: credit), from: peer)
        case 2: bench.receive(.leasesHandedBack(some + some, credit: credit), from: peer)
        case 3: bench.receive(.runWanted(runs[generator.below(3)].id), from: peer)
        case 4:
            bench.handle(generator.below(2) == 0 ? .peerLost(PeerID(peer)) : .unreadableReceived(from: PeerID(peer)))
        case 5: bench.handle(.clockTicked)
        case 6: bench.handle(.runSubmitted(runs[generator.below(3)]))
        case 7: bench.receive(generator.below(4) == 0 ? .goodbye : .heartbeat(holding: some, credit: 3), from: peer)
        default:
            guard let offer = offers.isEmpty ? nil : offers[generator.below(offers.count)] else { return }
            let run = runs[generator.below(4) == 0 ? generator.below(3) : runs.firstIndex { $0.id == offer.run } ?? 0]
            let lease = generator.below(4) == 0 ? known[generator.below(known.count)] : offer.lease
            let output = generator.below(2) == 0 ? ShardOutput.summary(Spelling(text: "x")) : .sensitivity([1])
            bench.receive(
                .shardReported(
                    ShardReport(
                        lease: lease, run: run.id, task: offer.task,
                        outcome: generator.below(9) == 0 ? .failed(reason: "made up") : .evaluated(output), seconds: 0)
                ),
                from: peer)
        }
    }
}
