import ArgumentParser
import CVolatileDisk
import CoordinatorRuntime
import Foundation
import Logging
import ZeroMQ

/// `suanli coordinator`: the process that hands out shards and keeps the ledger.
struct CoordinatorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coordinator",
        abstract: "Start a coordinator: it hands out shards, merges results and keeps the ledger.",
        discussion: """
            Settings come from flags, else from SUANLI_* variables (SUANLI_LEASE_DURATION for lease_duration), else from the
            configuration file; configs/coordinator.yaml lists them all. SIGHUP takes up changed keys and a changed log level. SIGTERM and Ctrl-C end it; it goes on where it was
            when it is started again.
            """)

    @Option(help: "A configuration file.")
    var config: String?

    @Option(help: ArgumentHelp("Where workers connect (default: \(DefaultAddress.work)).", valueName: "address"))
    var work: String?

    @Option(help: ArgumentHelp("Where clients connect (default: \(DefaultAddress.query)).", valueName: "address"))
    var query: String?

    @Option(
        help: ArgumentHelp(
            "Where the page and its API are, or 'off' (default: \(DefaultAddress.http)).", valueName: "host:port"))
    var http: String?

    @Option(help: ArgumentHelp("The folder of the ledger (default: $XDG_STATE_HOME/suanli).", valueName: "folder"))
    var ledger: String?

    @Option(
        help: ArgumentHelp(
            "The folder of the keys of all who may connect ('suanli keys'); without one, whoever can reach it may.",
            valueName: "folder"))
    var keys: String?

    @Option(help: .hidden)
    var volatileDisk: UInt64?

    func run() throws {
        if let volatileDisk, suanli_install_volatile_disk(volatileDisk, 1) != 0 {
            throw CommandFailure(.unavailable, "error: the disk that loses what was not flushed cannot be set up")
        }
        let settings = try CoordinatorOptions(
            file: config, work: work, query: query, http: http, ledger: ledger, keys: keys)
        let interruption = Interruption(takesHangup: true)
        let process = try CoordinatorProcess(settings)
        let file = config
        interruption.onHangup { process.reload(file: file) }
        Terminal.printMessage(process.greeting)
        let manager = ServiceManager()
        manager?.tell("READY=1")
        let watch = manager?.watch { await process.answer() }
        _ = interruption.wait()
        manager?.tell("STOPPING=1")
        watch?.cancel()
        process.stop()
    }
}
