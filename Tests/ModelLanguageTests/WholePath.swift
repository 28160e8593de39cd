import BinaryCoding
import Sampling
import Statistics

@testable import ModelLanguage

/// All that happens to the text of a model: it is laid out, checked, compiled under each scenario, sent, drawn from,
/// estimated and replayed. Whatever the text, that ends in results or in an error with a message, soon.
struct WholePath {
    /// Something that no text may lead to.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    /// Stands on a line of its own before the text that whatever the model includes is taken to hold.
    static let includeMark = "# included\n"

    private static let draws: UInt64 = 1_000
    /// Steps times draws: as many as a second or two allows.
    private static let maximumWork = 20_000_000
    private static let maximumScenarios = 4

    /// Takes `text` all the way.
    /// - Parameter begin: is told the name of each stage before it begins.
    /// - Returns: whether it was a model.
    @discardableResult
    static func take(_ text: [UInt8], begin: (_ stage: String) -> Void = { _ in }) throws(Fault) -> Bool {
        begin("layout")
        try layOut(text)
        let (own, included) = parts(of: text)
        do {
            begin("check")
            let model = try CheckedModel(parsing: own, file: "model.yaml") { _ in .success(included) }
            try explain(model.warnings + model.notes)
            for scenario in model.scenarios.prefix(maximumScenarios) {
                begin("plan")
                let plan = try model.plan(scenario: scenario.name)
                begin("draws")
                try draw(from: plan)
            }
            begin("replay")
            _ = try DrawReplay(model, scenario: CheckedScenario.baselineName, sampler: .philox, seed: 1).draw(17)
            return true
        } catch let failure as ModelFailure {
            try explain(failure)
            return false
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(description: "\(error)")
        }
    }

    /// The text without what follows the mark, and that.
    private static func parts(of text: [UInt8]) -> (own: [UInt8], included: [UInt8]) {
        let mark = Array(includeMark.utf8)
        var start = text.startIndex
        while start + mark.count <= text.endIndex {
            if text[start...].starts(with: mark) {
                return (Array(text[..<start]), Array(text[(start + mark.count)...]))
            }
            guard let end = text[start...].firstIndex(of: 0x0A) else { break }
            start = end + 1
        }
        return (text, [])
    }

    // MARK: Layout

    private static func layOut(_ text: [UInt8]) throws(Fault) {
        let tree = DocumentTree(of: text)
        do {
            let once = try ModelFormatter.format(text, file: "model.yaml")
            guard tree != nil else { throw Fault(description: "what is no document was laid out") }
            guard DocumentTree(of: once) == tree else { throw Fault(description: "the layout changes what is said") }
            guard try ModelFormatter.format(once, file: "model.yaml") == once else {
                throw Fault(description: "the layout of a layout is another")
            }
        } catch let failure as ModelFailure {
            try explain(failure)
            // A key that is longer than a line is the one thing that a document may hold and a layout may not.
            guard tree == nil || "\(failure)".contains("this key has more than") else {
                throw Fault(description: "a document cannot be laid out: \(failure)")
            }
        } catch {
            throw Fault(description: "\(error)")
        }
    }

    // MARK: Messages

    private static func explain(_ failure: ModelFailure) throws(Fault) {
        guard failure.diagnostics.contains(where: { $0.severity == .error }) else {
            throw Fault(description: "a failure without an error")
        }
        try explain(failure.diagnostics)
    }

    private static func explain(_ diagnostics: [Diagnostic]) throws(Fault) {
        for diagnostic in diagnostics where diagnostic.message.isEmpty || diagnostic.description.isEmpty {
            throw Fault(description: "a message that says nothing")
        }
        for diagnostic in diagnostics where diagnostic.message.contains("\n") {
            throw Fault(description: "a message of several lines: \(diagnostic.message)")
        }
    }

    // MARK: Draws

    private static func draw(from plan: Plan) throws(Fault) {
        let received = try decoded(plan)
        let affordable = max(UInt64(DrawLayout.replicates), UInt64(maximumWork / max(1, plan.steps.count)))
        guard let layout = DrawLayout(draws: min(draws, affordable)) else { return }
        let evaluator = ShardEvaluator(plan: received, sampler: .philox, seed: 1, layout: layout)
        var replicates: [Summary] = []
        for replicate in 0..<DrawLayout.replicates {
            guard let range = layout.root(ofReplicate: replicate), let summary = evaluator.evaluate(range) else {
                throw Fault(description: "a replicate has no draws")
            }
            replicates.append(try decoded(summary, shape: plan.shape))
        }
        guard RunEstimates(replicates: replicates).draws == layout.draws else {
            throw Fault(description: "draws are lost")
        }
    }

    private static func decoded(_ plan: Plan) throws(Fault) -> Plan {
        let bytes = plan.encoded()
        do {
            let received = try Plan(decoding: bytes[...])
            guard received.encoded() == bytes else { throw Fault(description: "a plan changes when it is sent") }
            return received
        } catch let failure as DecodingFailure {
            throw Fault(description: "a plan cannot be received: \(failure)")
        } catch {
            throw Fault(description: "\(error)")
        }
    }

    private static func decoded(_ summary: Summary, shape: SummaryShape) throws(Fault) -> Summary {
        let bytes = summary.encoded()
        do {
            let received = try Summary(decoding: bytes[...], shape: shape)
            guard received.encoded() == bytes else { throw Fault(description: "a summary changes when it is sent") }
            return received
        } catch let failure as DecodingFailure {
            throw Fault(description: "a summary cannot be received: \(failure)")
        } catch {
            throw Fault(description: "\(error)")
        }
    }
}
