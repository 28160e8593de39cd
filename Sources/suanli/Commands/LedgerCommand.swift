import ArgumentParser
import Foundation
import Ledger
import Reports
import Scheduling

/// `suanli ledger`: the durable record of a coordinator.
struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Check, copy and clear the ledger of a coordinator, which may be at work meanwhile.",
        subcommands: [LedgerCheckCommand.self, LedgerBackup.self, LedgerPrune.self])
}

/// Which ledger a command is about.
struct LedgerDirectoryOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The folder of the ledger (default: $XDG_STATE_HOME/suanli).", valueName: "folder"))
    var ledger: String?

    var path: String { ledger ?? CoordinatorOptions.usualLedger(ProcessInfo.processInfo.environment) }
}

extension LedgerCommand {
    static func reporting<Value>(_ body: () throws(LedgerFailure) -> Value) throws(CommandFailure) -> Value {
        do {
            return try body()
        } catch {
            throw CommandFailure(.unavailable, "error: \(error)")
        }
    }
}

/// `suanli ledger check`: reads all of it.
struct LedgerCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Read every row of the ledger and name what is damaged.",
        discussion: "The status is 1 when something is.")

    @OptionGroup var directory: LedgerDirectoryOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let check = try LedgerCommand.reporting { () throws(LedgerFailure) in
            try Ledger.check(directory: directory.path)
        }
        try output.show(DamageList(check.damage, rows: check.rows, count: check.damageCount))
        if check.damageCount > 0 { throw CommandFailure(.checkFailed) }
    }
}

/// `suanli ledger backup DEST`: a copy to start from.
struct LedgerBackup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the ledger as it is at this moment into a new folder, and check the copy.",
        discussion: "A coordinator that is started with --ledger FOLDER goes on from the copy.")

    @Argument(help: "The folder to make the copy in.")
    var destination: String

    @OptionGroup var directory: LedgerDirectoryOptions

    func run() throws {
        let check = try LedgerCommand.reporting { () throws(LedgerFailure) in
            try Ledger.backUp(directory: directory.path, to: destination)
        }
        Terminal.printMessage("\(destination) is a copy of \(directory.path)")
        guard check.damageCount == 0 else {
            throw CommandFailure(
                .checkFailed,
                "error: it has \(check.damageCount) damaged rows, as the original: suanli ledger check --ledger \(destination)"
            )
        }
    }
}

/// `suanli ledger prune`: removes old runs.
struct LedgerPrune: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Remove runs that have ended and were submitted long ago; prints their ids.",
        discussion: """
            What is free in the file afterwards is used for what comes. A coordinator that is at work lists the runs until it is
            started again, and has no results of them.
            """)

    @Option(
        name: .customLong("older-than"),
        help: ArgumentHelp("How long ago: a number with h, d or w for hours, days or weeks.", valueName: "age"))
    var age: String

    @OptionGroup var directory: LedgerDirectoryOptions

    func validate() throws {
        guard Self.seconds(age) != nil else {
            throw ValidationError("--older-than is a number of hours, days or weeks, such as 90d")
        }
    }

    func run() throws {
        guard let seconds = Self.seconds(age) else { return }
        let moment = Date().timeIntervalSince1970 - seconds
        let runs = try LedgerCommand.reporting { () throws(LedgerFailure) in
            try Ledger.prune(directory: directory.path, submittedBefore: moment)
        }
        Terminal.printMessage("\(runs.count) runs removed")
        if !runs.isEmpty { try Terminal.printResult(runs.map(\.text).joined(separator: "\n")) }
    }

    private static func seconds(_ text: String) -> Double? {
        let units: [Character: Double] = ["h": 3600, "d": 86_400, "w": 604_800]
        guard let last = text.last, let unit = units[last], let number = UInt32(text.dropLast()) else { return nil }
        return Double(number) * unit
    }
}
