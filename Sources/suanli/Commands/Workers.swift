import ArgumentParser
import Reports

/// `suanli workers`: who computes.
struct Workers: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "workers", abstract: "List the workers of a cluster.")

    @OptionGroup var client: ClientOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.show(WorkerList(try client.connect().workers()))
    }
}
