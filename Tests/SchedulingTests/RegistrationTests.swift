import Testing

@testable import Scheduling

@Suite struct RegistrationTests {
    @Test func aWorkerIsWelcomedOnTheCoordinatorsTerms() throws {
        var bench = Bench(epoch: 7)
        try bench.arrive("w", peer: 1, incarnation: 3)
        guard case .welcome(let terms) = bench.messages.first else {
            Issue.record("\(bench.messages)")
            return
        }
        #expect(terms.incarnation == 3 && terms.epoch == 7)
    }

    @Test func anotherProtocolKernelOrNoSlotIsRefused() throws {
        var bench = Bench()
        try bench.arrive("a", peer: 1, protocolVersion: 2)
        #expect(bench.messages == [.refuse(incarnation: 1, .protocolVersion(coordinator: 1, worker: 2))])
        try bench.arrive("b", peer: 2, kernels: "other")
        #expect(bench.messages == [.refuse(incarnation: 1, .kernelVersion(coordinator: "k", worker: "other"))])
        try bench.arrive("c", peer: 3, slots: 0)
        #expect(bench.messages == [.refuse(incarnation: 1, .noSlots)])
        #expect(bench.core.workerSnapshots.isEmpty)
    }

    @Test func anOlderIncarnationElsewhereIsSupersededAndANewerTakesItsPlace() throws {
        var bench = Bench()
        try bench.arrive("w", peer: 1, incarnation: 5)
        try bench.arrive("w", peer: 2, incarnation: 4)
        #expect(bench.messages == [.refuse(incarnation: 4, .superseded)])
        try bench.arrive("w", peer: 3, incarnation: 6)
        #expect(bench.core.workerSnapshots.map(\.peer) == [PeerID(3)])
        bench.receive(.heartbeat(holding: [], credit: 1), from: 1)
        #expect(bench.messages == [.reregister])
    }

    @Test func aRepeatedArrivalIsWelcomedAgainAndAnOvertakenOneIgnored() throws {
        var bench = Bench()
        try bench.arrive("w", peer: 1, incarnation: 2)
        try bench.arrive("w", peer: 1, incarnation: 2)
        #expect(bench.messages.count == 1)
        try bench.arrive("w", peer: 1, incarnation: 1)
        #expect(bench.messages.isEmpty)
        #expect(bench.core.brokenInvariants() == [])
    }

    @Test func creditIsNeverExceeded() throws {
        for credit in [0, 1, 3, 5000, .max, .min] {
            var bench = Bench()
            bench.handle(.runSubmitted(try makeRun(draws: 2_000_000_000)))
            try bench.arrive("w", peer: 1, credit: credit)
            #expect(bench.offers().count == min(max(credit, 0), 1024))
            bench.receive(.heartbeat(holding: bench.offers().map(\.lease), credit: .max), from: 1)
            #expect(bench.core.workerSnapshots.first?.leases == 1024)
            bench.receive(.heartbeat(holding: [], credit: -1), from: 1)
            #expect(bench.offers().isEmpty && bench.core.brokenInvariants() == [])
        }
    }
}
