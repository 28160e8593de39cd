import Simulation
import Testing

/// Shows that the checks can fail: each mistake below is one that a shell, a ledger or a worker might make.
@Suite struct PlantedBugTests {
    /// By how many seeds each is found at the latest.
    private static let seeds: UInt64 = 60

    @Test(arguments: PlantedBug.allCases)
    func aPlantedBugIsFound(bug: PlantedBug) throws {
        var settings = SimulationSettings()
        settings.plantedBug = bug
        let found = (1...Self.seeds).lazy.map { Simulator.run(seed: $0, settings: settings) }.first { !$0.isSound }
        let report = try #require(found, "\(bug) was not found in \(Self.seeds) seeds")
        #expect(!report.transcript.isEmpty)
        #expect(report.description.contains("seed \(report.seed): BROKEN"))
    }
}
