import ArgumentParser
import Reports

/// `suanli explain RUN`: why it is not moving.
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say why a run is not moving, or that it is.")

    @OptionGroup var target: RunArgument
    @OptionGroup var client: ClientOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.show(RunExplanationReport(try client.connect().explain(target.text)))
    }
}
