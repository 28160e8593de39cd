import ArgumentParser
import Foundation
import ModelLanguage
import Reports
import Sampling
import Statistics

/// `suanli breakeven RUN --input I --probability NAME=50%`: where a probability crosses a level.
struct Breakeven: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "breakeven",
        abstract: "Find the value of an input at which a probability crosses a level.",
        discussion: """
            The input is fixed at one value after another while all other draws stay the same. What the model observes conditions
            them at every value. The status is 1 where there is not one crossing that can be told.

            """ + RunSubject.discussion)

    @OptionGroup var subject: RunSubject
    @OptionGroup var output: OutputOptions

    @Option(help: "Which input.")
    var input: String

    @Option(help: "Which element of it, such as 2026Q1; without it all of them take the value.")
    var element: String?

    @Option(help: ArgumentHelp("Which probability and which level of it.", valueName: "name=50%"))
    var probability: String

    @Option(
        parsing: .unconditional, help: "Search from this value on, in the input's unit; else from its 0.1% quantile.")
    var from: Double?

    @Option(parsing: .unconditional, help: "Search up to this value; else to the input's 99.9% quantile.")
    var to: Double?

    @Option(
        parsing: .unconditional, help: "How many draws at each value; sobol takes the next power of two.",
        transform: DrawCount.parse)
    var draws = DrawCount(262_144)

    func validate() throws {
        guard (from == nil) == (to == nil) else { throw ValidationError("--from and --to go together") }
        if let from, let to {
            guard from.isFinite, to.isFinite, from < to else { throw ValidationError("--from is below --to") }
        }
        guard draws.count >= 4_096, draws.count <= 1 << 30 else {
            throw ValidationError("--draws is between 4096 and \(1 << 30) here")
        }
        guard level != nil else {
            throw ValidationError("--probability is the name of one and a level, such as shortage=50%")
        }
    }

    /// The name and the level, which is between 0 and 1.
    private var level: (name: String, level: Double)? {
        guard let sign = probability.lastIndex(of: "=") else { return nil }
        let text = probability[probability.index(after: sign)...]
        let number = text.hasSuffix("%") ? Double(text.dropLast()).map { $0 / 100 } : Double(text)
        guard let number, number > 0, number < 1 else { return nil }
        return (String(probability[..<sign]), number)
    }

    func run() throws {
        guard let (name, level) = level else { return }
        let run = try subject.resolve()
        guard let layout = draws.rounded(for: run.sampler) else {
            throw CommandFailure(.usage, "error: --draws is too large for \(run.sampler.rawValue)")
        }
        let question = BreakevenSearch.Question(input: input, element: element, probability: name, level: level)
        do {
            let search = try BreakevenSearch(
                run.model, scenario: run.scenario, question, range: from.flatMap { low in to.map { low...$0 } },
                sampler: run.sampler, seed: run.seed, layout: layout)
            let report = BreakevenReport(question, search: search, answer: try search.answer())
            try output.show(report)
            if !report.isFound { throw CommandFailure(.checkFailed) }
        } catch let failure as ModelFailure {
            throw CommandFailure(.badInput, failure.description)
        }
    }
}
