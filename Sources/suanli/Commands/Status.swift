import ArgumentParser
import Reports

/// `suanli status RUN`: where a run stands.
struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "status", abstract: "Say where a run stands.")

    @OptionGroup var target: RunArgument
    @OptionGroup var client: ClientOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.show(RunStatus(try client.connect().status(target.text)))
    }
}

/// The run that a command is about.
struct RunArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("A run's id, a unique beginning of one, or 'latest'.", valueName: "run"))
    var text: String
}
