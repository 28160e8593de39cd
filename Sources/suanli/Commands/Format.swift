import ArgumentParser
import ClusterProtocol
import Foundation
import ModelLanguage

/// `suanli fmt MODEL...`: model files in their canonical layout.
struct Format: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt",
        abstract: "Put model files into their canonical layout, keeping comments and what they say.",
        discussion: """
            Files are rewritten in place; those that have the layout already are not touched. `-` reads standard input and
            writes to standard output, as does any other pipe.
            """)

    @Argument(help: "The model files.")
    var models: [String]

    @Flag(help: "Change nothing: say which files would change, and end with status 1 if there are any.")
    var check = false

    func run() throws {
        var hasFailed = false
        var wouldChange = false
        for path in models {
            do throws(CommandFailure) {
                if try format(path) { wouldChange = true }
            } catch {
                Terminal.printMessage(error.message)
                hasFailed = true
            }
        }
        if hasFailed { throw CommandFailure(.badInput) }
        if check && wouldChange { throw CommandFailure(.checkFailed) }
    }

    /// Whether the file at `path` has another layout than the canonical one.
    private func format(_ path: String) throws(CommandFailure) -> Bool {
        let isStream = path == "-" || path.hasPrefix("/dev/") || FileWriting.isSpecial(path)
        let text = try InputFile.read(path, limit: ClusterProtocol.maximumModelBytes)
        let formatted: [UInt8]
        do {
            formatted = try ModelFormatter.format(text, file: path)
        } catch {
            throw CommandFailure(.badInput, error.description)
        }
        if check {
            if formatted != text { try Terminal.printResult("\(path): not in the canonical layout") }
        } else if isStream {
            try Terminal.printResult(String(decoding: formatted, as: UTF8.self))
        } else if formatted != text {
            try FileWriting.replace(path, with: formatted)
            Terminal.printMessage("\(path): formatted")
        }
        return formatted != text
    }
}
