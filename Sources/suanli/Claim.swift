import BinaryCoding
import Foundation
import ModelLanguage
import Reports
import Sampling
import Scheduling
import Statistics

/// A result that someone states, with all that is needed to compute it again.
struct Claim {
    let description: RunDescription
    let digest: ContentDigest
    /// The figures, where a file states them.
    var file: ResultFile?

    init(description: RunDescription, digest: ContentDigest) {
        self.description = description
        self.digest = digest
    }

    /// The claim of a result file, its plan compiled anew from the model it holds.
    init(file path: String) throws(CommandFailure) {
        let file: ResultFile
        do {
            file = try ResultFile(decoding: try InputFile.read(path, limit: ResultFile.maximumBytes))
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(.badInput, "\(path): error: \(error)")
        }
        guard file.kernelVersion == Plan.kernelVersion else {
            throw CommandFailure(
                .checkFailed,
                "\(path): error: it was computed by kernels \(file.kernelVersion), and these are \(Plan.kernelVersion)")
        }
        guard file.state == .done, let layout = DrawLayout(draws: file.draws) else {
            throw CommandFailure(
                .checkFailed, "\(path): error: it holds part of a run; only a finished one can be verified")
        }
        let model = try ModelFile.check(file.modelText, name: file.fileName)
        let plan = try Self.plan(of: model, scenario: file.scenario)
        guard plan.digest == file.plan else {
            throw CommandFailure(.checkFailed, "\(path): error: its model does not compile to the plan it states")
        }
        self.file = file
        digest = file.digest
        description = RunDescription(
            id: file.run, label: file.label, modelName: model.name, modelText: file.modelText, scenario: file.scenario,
            sampler: file.sampler, seed: file.seed, layout: layout, plan: plan.encoded(),
            kernelVersion: file.kernelVersion, submittedAt: 0)
    }

    private static func plan(of model: CheckedModel, scenario: String) throws(CommandFailure) -> Plan {
        do {
            return try model.plan(scenario: scenario)
        } catch {
            throw CommandFailure(.badInput, error.description)
        }
    }

    /// The result as this process computes it, from the model's text and nothing that was computed before.
    func recompute() throws(CommandFailure) -> RunResult {
        let model = try ModelFile.check(description.modelText, name: description.modelName)
        let plan = try Self.plan(of: model, scenario: description.scenario)
        guard plan.encoded() == description.plan else {
            throw CommandFailure(
                .checkFailed, "error: run \(description.id): its model does not compile to the plan it was computed by")
        }
        let start = ContinuousClock.now
        var lastDrawn = start
        guard let sampler = Sampler(rawValue: description.sampler) else {
            throw CommandFailure(.badInput, "error: this version has no sampler \"\(description.sampler)\"")
        }
        let estimates = Verification.estimates(
            of: plan, sampler: sampler, seed: description.seed, layout: description.layout
        ) { share in
            guard Terminal.isErrorTerminal, ContinuousClock.now - lastDrawn > .milliseconds(200) else { return }
            lastDrawn = .now
            let line = ProgressBar.line(
                merged: share, draws: description.layout.draws, elapsed: (lastDrawn - start) / .seconds(1),
                style: Terminal.resultStyle)
            Terminal.drawLine(line)
        }
        if lastDrawn != start { Terminal.printMessage("") }
        do {
            return try RunResult(
                of: description, model: model, estimates: estimates, state: .done,
                seconds: (ContinuousClock.now - start) / .seconds(1))
        } catch {
            throw CommandFailure(.checkFailed, "error: \(error)")
        }
    }
}
