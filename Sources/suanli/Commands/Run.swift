import ArgumentParser
import ClusterClient
import ClusterProtocol
import Foundation
import ModelLanguage
import Reports
import Scheduling

/// `suanli run`: a coordinator and workers inside this process.
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a model on this machine and print its estimates.",
        discussion: """
            A coordinator and its workers run inside this process and talk as a cluster would, so the result is that of a
            cluster, to the last bit. Ctrl-C ends the run with the estimates so far,
            and --independence-check with none.
            """)

    @OptionGroup var options: RunOptions
    @OptionGroup var output: OutputOptions

    @Option(
        help: "How many shards each worker evaluates at once; as many as there are cores, shared among the workers.")
    var threads: Int?

    @Option(help: "How many workers.")
    var workers = 1

    @Option(
        name: .customLong("output"),
        help: ArgumentHelp("Also write the result to a file that holds its model and settings.", valueName: "file"))
    var outputFile: String?

    @Flag(
        help:
            "Instead compare the answer with what it is without the model's correlations, and with them at their extremes."
    )
    var independenceCheck = false

    func validate() throws {
        if independenceCheck {
            guard outputFile == nil, options.precision == nil, options.sensitivity == .none,
                options.scenario != CheckedScenario.allName
            else {
                throw ValidationError(
                    "--independence-check goes with one scenario, and not with --output, --precision or --sensitivity")
            }
        }
        guard (1...64).contains(workers) else { throw ValidationError("--workers is between 1 and 64") }
        guard threads.map({ (1...1024).contains($0) }) ?? true else {
            throw ValidationError("--threads is between 1 and 1024")
        }
    }

    func run() throws {
        if independenceCheck { return try output.show(try IndependenceCheck(options).report()) }
        if let outputFile { try ResultWriting.checkWritable(outputFile) }
        let (submission, model) = try options.submission()
        let interruption = Interruption()
        let local = try LocalCluster(workers: workers, threads: threads)
        defer { local.stop() }
        let connection = local.connect()
        try connection.submit(submission)
        let run = submission.id.text
        let names = FigureNames(model, scenario: options.scenario)
        let end = try RunFollower(connection: connection, interruption: interruption, names: names).follow(run)
        if case .interrupted = end { _ = try connection.cancel(run) }
        let reply = try connection.result(run)
        let result = try ResultWriting.result(of: reply, model: model)
        try output.show(result)
        if let outputFile {
            try ResultWriting.write(result, of: reply.description, modelFile: options.model, to: outputFile)
        }
        try ResultWriting.checkEnd(end, result: result)
    }
}
