import ArgumentParser
import Reports
import Scheduling

/// `suanli watch RUN`: a run until it ends.
struct Watch: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Follow a run until it ends, then print its result. Ctrl-C stops watching; the run goes on.")

    @OptionGroup var target: RunArgument
    @OptionGroup var client: ClientOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let connection = try client.connect()
        // The id, so that 'latest' stays the same run.
        let id = try connection.status(target.text).id.text
        let end = try RunFollower(connection: connection, interruption: Interruption()).follow(id)
        if case .interrupted = end { throw CommandFailure(.interrupted, "interrupted; run \(id) goes on") }
        let result = try ResultWriting.result(of: try connection.result(id))
        try output.show(result)
        try ResultWriting.checkEnd(end, result: result)
    }
}
