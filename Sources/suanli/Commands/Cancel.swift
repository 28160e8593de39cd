import ArgumentParser
import Scheduling

/// `suanli cancel RUN`: stops a run.
struct Cancel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Stop a run; what is merged stays readable by 'suanli result'.")

    @OptionGroup var target: RunArgument
    @OptionGroup var client: ClientOptions

    func run() throws {
        let (id, answer) = try client.connect().cancel(target.text)
        switch answer {
        case .cancelled: Terminal.printMessage("run \(id) is cancelled")
        case .endedBefore(let state): Terminal.printMessage("run \(id) had ended before: \(state.rawValue)")
        case .unknown:
            throw CommandFailure(.usage, "error: no run is called \"\(target.text)\"; 'suanli runs' lists them")
        }
    }
}
