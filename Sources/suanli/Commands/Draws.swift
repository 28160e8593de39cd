import ArgumentParser
import ModelLanguage
import Reports

/// `suanli draws RUN --count N`: joint draws as CSV.
struct Draws: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draws",
        abstract: "Print joint draws of a run as CSV, computed again: a row a draw, every input and output.",
        discussion: """
            Where the model observes something, the last column is each draw's weight: how well it fits, relative to the best fit there can be.

            """ + RunSubject.discussion)

    @OptionGroup var subject: RunSubject

    @Option(parsing: .unconditional, help: "How many draws; 4M and 250k are understood.", transform: DrawCount.parse)
    var count: DrawCount

    @Option(parsing: .unconditional, help: "The first of them, from 0.", transform: WholeNumber.parse)
    var first: UInt64 = 0

    /// What `| head` has read is all it wants.
    private struct ReaderIsGone: Error {}

    func run() throws {
        let run = try subject.resolve()
        let (last, isTooLarge) = first.addingReportingOverflow(count.count - 1)
        try run.checkDraws(upTo: isTooLarge ? .max : last)
        do {
            let table = try DrawTable(
                run.model, scenario: run.scenario, sampler: run.sampler, seed: run.seed)
            if let size = DrawCSV.size(of: count.count, table.columns) {
                Terminal.printMessage("\(count.count) draws may be \(size) of text; Ctrl-C ends them")
            }
            var csv = DrawCSV(table.columns)
            try table.rows(first: first, count: count.count) { number, row in
                csv.append(row, number: number)
                if csv.isLarge, !(try Terminal.printPiece(csv.take())) { throw ReaderIsGone() }
            }
            try Terminal.printResult(csv.take())
        } catch is ReaderIsGone {
            return
        } catch let failure as ModelFailure {
            throw CommandFailure(.badInput, failure.description)
        }
    }
}
