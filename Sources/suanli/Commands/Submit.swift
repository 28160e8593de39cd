import ArgumentParser
import ClusterProtocol
import Reports
import Scheduling

/// `suanli submit`: a run for a cluster.
struct Submit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Submit a model to a cluster; prints the run's id once the ledger has it.",
        discussion: "With --wait it prints the result instead, as soon as the run is done.")

    @OptionGroup var options: RunOptions
    @OptionGroup var terms: TermsOptions
    @OptionGroup var client: ClientOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: "Wait until the run is done and print its result.")
    var wait = false

    @Option(
        name: .customLong("give-up-after"), parsing: .unconditional,
        help: "With --wait, how many seconds to wait at most; the run goes on.")
    var giveUpAfter: Double?

    func validate() throws {
        guard let giveUpAfter else { return }
        guard wait else { throw ValidationError("--give-up-after goes with --wait") }
        guard (0...31_536_000).contains(giveUpAfter) else {
            throw ValidationError("--give-up-after is between 0 and 31536000 seconds, a year")
        }
    }

    func run() throws {
        let (submission, model) = try options.submission(terms.terms)
        let connection = try client.connect()
        try connection.submit(submission)
        guard wait else { return try Terminal.printResult(submission.id.text) }
        Terminal.printMessage("submitted \(submission.id)")
        let follower = RunFollower(
            connection: connection, interruption: Interruption(), limit: giveUpAfter.map { .seconds($0) },
            names: FigureNames(model, scenario: options.scenario))
        let end = try follower.follow(submission.id.text)
        if case .interrupted = end {
            throw CommandFailure(.interrupted, "interrupted; run \(submission.id) goes on")
        }
        if case .gaveUp = end { throw CommandFailure(.gaveUp, "gave up waiting; run \(submission.id) goes on") }
        let result = try ResultWriting.result(of: try connection.result(submission.id.text), model: model)
        try output.show(result)
        try ResultWriting.checkEnd(end, result: result)
    }
}
