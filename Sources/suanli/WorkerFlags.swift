import ArgumentParser

/// What every worker's command takes.
struct WorkerFlags: ParsableArguments {
    @Option(help: "A configuration file; configs/worker.yaml lists all settings.")
    var config: String?

    @Option(
        help: ArgumentHelp("The coordinator's work address (default: \(DefaultAddress.work)).", valueName: "address"))
    var coordinator: String?

    @Option(help: ArgumentHelp("The key to show, where the coordinator asks for one.", valueName: "file"))
    var key: String?

    /// With what the file and the environment say.
    func options(threads: String?, parent: Int32? = nil) throws(CommandFailure) -> WorkerOptions {
        try WorkerOptions(file: config, coordinator: coordinator, key: key, threads: threads, parent: parent)
    }
}
