import ArgumentParser
import Scheduling

/// `suanli pause RUN`: gives nothing more of it out.
struct Pause: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Give no more of a run to workers until 'suanli resume'; what they have is still merged.")

    @OptionGroup var target: RunArgument
    @OptionGroup var client: ClientOptions

    func run() throws {
        let (id, answer) = try client.connect().pause(target.text)
        try Steering.tell(answer, of: id, named: target.text)
    }
}

/// `suanli resume RUN`: goes on with it.
struct Resume: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Go on with a run that was paused.")

    @OptionGroup var target: RunArgument
    @OptionGroup var client: ClientOptions

    func run() throws {
        let (id, answer) = try client.connect().resume(target.text)
        try Steering.tell(answer, of: id, named: target.text)
    }
}

/// What became of a pause, in words.
private enum Steering {
    static func tell(_ answer: SteeringAnswer, of run: RunID, named text: String) throws(CommandFailure) {
        switch answer {
        case .paused: Terminal.printMessage("run \(run) is paused; 'suanli resume \(run)' goes on with it")
        case .resumed: Terminal.printMessage("run \(run) goes on")
        case .endedBefore(let state):
            throw CommandFailure(.usage, "error: run \(run) has ended: \(state.rawValue)")
        case .unknown:
            throw CommandFailure(.usage, "error: no run is called \"\(text)\"; 'suanli runs' lists them")
        }
    }
}
