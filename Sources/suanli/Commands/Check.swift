import ArgumentParser
import Foundation
import ModelLanguage
import Reports
import Sampling
import Statistics

/// `suanli check MODEL...`: what is wrong with models, and what a run of them would cost.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check model files: syntax, names, units, every scenario; and say what a run would cost.")

    @Argument(help: "The model files.")
    var models: [String]

    @Flag(help: "Take warnings for errors.")
    var strict = false

    @Option(help: "How to print: \(CheckFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format = CheckFormat.table

    @Option(
        help: ArgumentHelp(
            "Instead say where this quantity, probability or input comes from: its formula, what it depends on, the sources.",
            valueName: "name"))
    var explain: String?

    func run() throws {
        if let explain { return try self.explain(explain) }
        var report: [CheckReport.File] = []
        var hasFailed = false
        for path in models {
            let file = CheckedFile(path)
            let isOK = file.isSound && !(strict && file.warningCount > 0)
            if !isOK { hasFailed = true }
            switch format {
            case .table: try show(file, isOK: isOK)
            case .json:
                report.append(
                    CheckReport.File(name: path, isOK: isOK, diagnostics: file.diagnostics, model: file.model))
            }
        }
        if format == .json { try Terminal.printResult(CheckReport(files: report).json) }
        if hasFailed { throw CommandFailure(.badInput) }
    }

    private func explain(_ name: String) throws {
        for path in models {
            let model = try ModelFile.check(fileAt: path)
            do {
                let report = ExplanationReport(try Explanation(of: name, in: model))
                try Terminal.printResult(report.text(format.report, style: Terminal.resultStyle))
            } catch let failure as ModelFailure {
                throw CommandFailure(.badInput, failure.description)
            }
        }
    }

    private func show(_ file: CheckedFile, isOK: Bool) throws(CommandFailure) {
        for diagnostic in file.diagnostics { Terminal.printMessage(diagnostic.description) }
        guard let model = file.model, let baseline = file.baseline else { return }
        guard isOK else {
            return Terminal.printMessage(
                "\(file.path): error: \(file.warningCount) warnings, and --strict takes them for errors")
        }
        try Terminal.printResult(summary(of: model, plan: baseline, path: file.path))
    }

    private func summary(of model: CheckedModel, plan: Plan, path: String) -> String {
        let counts =
            "\(model.inputs.count) inputs (\(plan.streams.count) random in the baseline), \(model.quantities.count) quantities, "
            + "\(model.outputs.count) outputs, \(model.probabilities.count) probabilities, "
            + "\(model.identities.count) identities, \(model.scenarios.count) scenarios"
        let seconds = Self.secondsPerMillionDraws(plan)
        return "\(path): ok: \(model.name): \(counts)\n  \(plan.steps.count) steps a draw; about "
            + String(format: "%.2g", seconds) + " s a million draws on one core of this machine"
    }

    /// Measured, since it depends on the machine as much as on the model: what a leaf of draws takes longer than a fourth of it,
    /// so that what a shard costs whatever its length does not count.
    private static func secondsPerMillionDraws(_ plan: Plan) -> Double {
        var result = Double.nan
        for draws in [64, 512, UInt64(DrawLayout.drawsPerLeaf)] {
            let times = [draws / 4, draws].compactMap { seconds(plan, draws: $0) }
            guard times.count == 2 else { return result }
            result = max(0, times[1] - times[0]) * 1e6 / Double(draws - draws / 4)
            if times[1] > 0.05 { break }
        }
        return result
    }

    private static func seconds(_ plan: Plan, draws: UInt64) -> Double? {
        guard let layout = DrawLayout(draws: draws * UInt64(DrawLayout.replicates)) else { return nil }
        let evaluator = ShardEvaluator(plan: plan, sampler: .standard, seed: 1, layout: layout)
        let range = ShardRange(replicate: 0, level: 0, index: 0)
        // The first time touches memory that later shards find ready.
        _ = evaluator.evaluate(range)
        let start = ContinuousClock.now
        _ = evaluator.evaluate(range)
        return (ContinuousClock.now - start) / .seconds(1)
    }
}

/// How a check prints.
enum CheckFormat: String, CaseIterable, ExpressibleByArgument {
    /// For people: findings on standard error, a summary on standard output.
    case table
    /// For editors and other programs: one object on standard output.
    case json

    /// The same for reports.
    var report: ReportFormat { self == .table ? .table : .json }
}
