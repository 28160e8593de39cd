import Statistics
import Testing

@testable import Scheduling

/// What goes to one worker in a turn goes in few messages.
@Suite struct BatchTests {
    typealias Action = CoordinatorAction<Spelling>

    private func offer(_ number: UInt64) throws -> LeaseOffer {
        LeaseOffer(
            lease: LeaseID(epoch: 1, number: number), run: try makeRun(draws: 1).id,
            task: .draws(ShardRange(replicate: 0, level: 0, index: 0)), attempt: 1)
    }

    private func sent(_ actions: [Action]) -> [CoordinatorMessage] {
        Action.batched(actions).compactMap { if case .send(let message, _) = $0 { message } else { nil } }
    }

    @Test func offersAndAcknowledgementsOfOneWorkerAreJoined() throws {
        let (one, two) = (try offer(1), try offer(2))
        let actions: [Action] = [
            .send(.acknowledge([one.lease]), to: PeerID(1)), .send(.leases([one]), to: PeerID(1)),
            .send(.leases([two]), to: PeerID(2)), .send(.acknowledge([two.lease]), to: PeerID(1)),
            .send(.leases([two]), to: PeerID(1)),
        ]
        #expect(sent(actions) == [.acknowledge([one.lease, two.lease]), .leases([one, two]), .leases([two])])
    }

    @Test func nothingPassesAnotherMessage() throws {
        let (one, two) = (try offer(1), try offer(2))
        let actions: [Action] = [
            .send(.leases([one]), to: PeerID(1)), .send(.revoke(one.run), to: PeerID(1)),
            .send(.leases([two]), to: PeerID(1)),
        ]
        #expect(sent(actions) == [.leases([one]), .revoke(one.run), .leases([two])])
    }

    @Test func noMessageNamesMoreThanTheLimit() throws {
        let offers = try (1...UInt64(2500)).map { try offer($0) }
        let messages = sent(offers.map { .send(.leases([$0]), to: PeerID(1)) })
        let parts = messages.map { if case .leases(let part) = $0 { part } else { [LeaseOffer]() } }
        #expect(parts.map(\.count) == [1024, 1024, 452] && parts.flatMap { $0 } == offers)
    }
}
