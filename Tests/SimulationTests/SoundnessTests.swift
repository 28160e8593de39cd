import Scheduling
import Simulation
import Testing

@Suite struct SoundnessTests {
    @Test(arguments: UInt64(1)...200)
    func everySeedEndsWithTheAnswerOfOneProcess(seed: UInt64) {
        let report = Simulator.run(seed: seed)
        #expect(report.isSound, "\(report)")
        #expect(report.states.allSatisfy { $0.isFinal })
    }

    @Test(arguments: UInt64(1)...12)
    func theSameSeedIsTheSameSimulation(seed: UInt64) {
        #expect(Simulator.run(seed: seed) == Simulator.run(seed: seed))
    }

    @Test func differentSeedsAreDifferentSimulations() {
        let fingerprints = (UInt64(1)...12).map { Simulator.run(seed: $0).fingerprint }
        #expect(Set(fingerprints).count == fingerprints.count)
    }

    /// Without this a simulation that torments nobody would pass for a sound one.
    @Test func theSeedsMeetEveryKindOfFault() {
        let tallies = (UInt64(1)...40).map { Simulator.run(seed: $0).tally }
        let kinds: [(String, KeyPath<SimulationReport.Tally, Int>)] = [
            ("lost", \.lost), ("duplicated", \.duplicated), ("partitions", \.partitions), ("breaks", \.breaks),
            ("worker crashes", \.workerCrashes), ("coordinator crashes", \.coordinatorCrashes),
            ("stalls", \.stalls), ("drains", \.drains), ("failures", \.failures),
            ("clock jumps", \.clockJumps), ("disk failures", \.diskFailures), ("failed writes", \.failedWrites),
            ("lies", \.lies), ("rests", \.rests), ("held reports", \.heldReports),
        ]
        for (name, kind) in kinds {
            #expect(tallies.count { $0[keyPath: kind] > 0 } >= 3, "\(name)")
        }
    }

    /// Without this nothing would be shown about them.
    @Test func theSeedsBringGoalsAndSensitivities() {
        let reports = (UInt64(1)...40).map { Simulator.run(seed: $0) }
        #expect(reports.count { $0.tally.goals > 0 } >= 5)
        #expect(reports.count { $0.tally.parts > 0 } >= 5)
        #expect(reports.count { $0.backups > 0 } >= 5)
        #expect(reports.count { $0.agreed > 0 } >= 5)
        #expect(reports.count { $0.tally.poisonings > 0 } >= 2)
        #expect(reports.count { $0.quarantined > 0 } >= 2)
        #expect(reports.count { $0.falselyQuarantined > 0 } <= 5)
    }

    /// Size does no harm: all workers are there soon, and each has work.
    @Test func aLargeClusterJoinsAndFinishes() {
        var settings = SimulationSettings()
        settings.workers = 100
        settings.shards = 4_800
        let report = Simulator.run(seed: 1, settings: settings)
        #expect(report.isSound, "\(report)")
        #expect(report.merged == 4_800 && report.requeued == 0)
        #expect(report.joined.map { $0 < .seconds(10) } == true)
    }

    /// Of a second cluster: more workers than work, and runs that are larger than they are many.
    @Test(arguments: UInt64(1)...10)
    func otherClustersAreSoundToo(seed: UInt64) {
        var settings = SimulationSettings()
        settings.workers = 12
        settings.runs = 4
        settings.drawsAtMost = 400_000
        let report = Simulator.run(seed: seed, settings: settings)
        #expect(report.isSound, "\(report)")
    }
}
