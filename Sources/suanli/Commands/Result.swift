import ArgumentParser
import ClusterProtocol
import Reports
import Scheduling

/// `suanli result RUN`: the estimates of a run, finished or not.
struct ResultCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "result", abstract: "Print the estimates of a run: of all its draws, or of what is merged so far.")

    @OptionGroup var target: RunArgument
    @OptionGroup var client: ClientOptions
    @OptionGroup var output: OutputOptions

    @Option(
        name: .customLong("output"),
        help: ArgumentHelp("Also write the result to a file that holds its model and settings.", valueName: "file"))
    var outputFile: String?

    func run() throws {
        let reply = try client.connect().result(target.text)
        let result = try ResultWriting.result(of: reply)
        try output.show(result)
        guard let outputFile else { return }
        try ResultWriting.write(
            result, of: reply.description, modelFile: reply.description.modelName, to: outputFile)
    }
}
