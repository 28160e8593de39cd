import ArgumentParser
import ModelLanguage
import Reports

/// `suanli replay RUN --draw N`: every input and quantity of one draw.
struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Show every input and quantity of one draw of a run, computed again from its number.",
        discussion: RunSubject.discussion)

    @OptionGroup var subject: RunSubject
    @OptionGroup var output: OutputOptions

    @Option(parsing: .unconditional, help: "Which draw, from 0.", transform: WholeNumber.parse)
    var draw: UInt64

    func run() throws {
        let run = try subject.resolve()
        try run.checkDraws(upTo: draw)
        do {
            let replay = try DrawReplay(
                run.model, scenario: run.scenario, sampler: run.sampler, seed: run.seed)
            try output.show(ReplayReport(replay.draw(draw), number: draw))
        } catch let failure as ModelFailure {
            throw CommandFailure(.badInput, failure.description)
        }
    }
}
