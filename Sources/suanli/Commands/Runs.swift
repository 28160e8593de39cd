import ArgumentParser
import Reports

/// `suanli runs`: the runs of a cluster.
struct Runs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "List the runs of a cluster, oldest first.")

    @OptionGroup var client: ClientOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.show(RunList(try client.connect().runs()))
    }
}
