import ArgumentParser
import Simulation

/// `suanli simulate --seed N`: the cluster's own cores in a simulated world.
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract:
            "Replay a simulated cluster from a seed: real coordinator and worker cores, simulated everything else.",
        discussion: "The status is 1 when something that must hold did not.")

    @Option(parsing: .unconditional, help: "The first seed.", transform: WholeNumber.parse)
    var seed: UInt64 = 1

    @Option(help: "How many seeds, one after the other.")
    var count = 1

    @Option(help: "How many workers.")
    var workers = 5

    @Option(help: "Instead of faults and runs from the seed, one run of so many shards on a calm cluster.")
    var shards: UInt64?

    func validate() throws {
        guard shards.map({ (1...100_000_000).contains($0) }) ?? true else {
            throw ValidationError("--shards is between 1 and 100 million")
        }
        guard (1...1_000_000).contains(count) else { throw ValidationError("--count is between 1 and a million") }
        guard (1...10_000).contains(workers) else { throw ValidationError("--workers is between 1 and 10000") }
    }

    func run() throws {
        var settings = SimulationSettings()
        settings.workers = workers
        settings.shards = shards
        var broken = 0
        var (runs, innocent) = (0, 0)
        for offset in 0..<UInt64(count) {
            let seed = seed &+ offset
            let report = Simulator.run(seed: seed, settings: settings)
            if count == 1 || !report.isSound { try Terminal.printResult(report.description) }
            if !report.isSound { broken += 1 }
            runs += report.runs.count
            innocent += report.falselyQuarantined
        }
        if count > 1 {
            let aside = "of \(runs) runs \(innocent) ended with work set aside that kills nobody"
            try Terminal.printResult("\(count) seeds, \(broken) broken; \(aside)")
        }
        if broken > 0 { throw CommandFailure(.checkFailed) }
    }
}
