import ArgumentParser
import Scheduling

/// `suanli drain WORKER`: has a worker finish and leave.
struct Drain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain",
        abstract: "Let a worker finish what it computes, give the rest back, and leave.",
        discussion: "Where there are keys this needs the role admin.")

    @Argument(help: ArgumentHelp("A worker's name, or a unique beginning of one.", valueName: "worker"))
    var worker: String

    @OptionGroup var client: ClientOptions

    func run() throws {
        let (id, wasDraining) = try client.connect().drain(worker)
        Terminal.printMessage(wasDraining ? "worker \(id) is leaving already" : "worker \(id) finishes and leaves")
    }
}
