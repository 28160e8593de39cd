import ArgumentParser
import Glibc
import Sampling

/// The command line: one file a subcommand under `Commands/`.
@main
struct Suanli: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suanli",
        abstract: "How much AI compute China imports and how much it makes, with honest uncertainty.",
        discussion: """
            A model file says what is uncertain and how it combines; a run draws from it and reports estimates.
            Start with:  suanli check MODEL   and   suanli run MODEL
            """,
        version: Version.text,
        groupedSubcommands: [
            CommandGroup(name: "On this machine alone:", subcommands: [Check.self, Format.self, Run.self]),
            CommandGroup(
                name: "A cluster:",
                subcommands: [
                    Dev.self, CoordinatorCommand.self, WorkerCommand.self, Workers.self, Drain.self, Keys.self,
                ]),
            CommandGroup(
                name: "Runs of a cluster:",
                subcommands: [
                    Submit.self, Runs.self, Status.self, Watch.self, ResultCommand.self, Explain.self, Pause.self,
                    Resume.self,
                    Cancel.self,
                    Verify.self,
                    Replay.self, Draws.self, Breakeven.self,
                ]),
            CommandGroup(
                name: "For engineers:",
                subcommands: [LedgerCommand.self, Doctor.self, Simulate.self, ChaosCommand.self, Load.self]),
        ])

    /// Runs the command that the arguments name and ends the process with the status of the contract.
    static func main() {
        if let complaint = InstructionSet.complaint {
            Terminal.printMessage("error: \(complaint)")
            endProcess(.usage)
        }
        // A pipe that its reader has closed is an error of the write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let failure as CommandFailure {
            if !failure.message.isEmpty { Terminal.printMessage(failure.message) }
            endProcess(failure.status)
        } catch {
            exit(withError: error)
        }
    }
}
