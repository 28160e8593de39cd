import Scheduling
import Statistics

/// What a reader has to know before the figures: of the run as a whole, and of each scenario what its observations leave and in
/// which draws something is wrong.
struct ResultWarnings {
    private let result: RunResult

    static func lines(of result: RunResult, _ style: TextStyle) -> [String] {
        let warnings = ResultWarnings(result: result)
        let texts = warnings.ofRun + result.scenarios.flatMap(warnings.texts)
        return texts.flatMap { style.wrapped("! " + $0, indent: 2) }.map { style.apply(.warning, to: $0) }
    }

    private var ofRun: [String] {
        var texts: [String] = []
        if !result.reason.isEmpty { texts.append("\(result.state.rawValue): \(result.reason.printable)") }
        if result.isPartial {
            texts.append(
                "partial: \(ProgressBar.percent(result.merged)) merged, \(NumberFormat.count(result.mergedDraws)) of "
                    + "\(NumberFormat.count(result.draws)) draws; the run's state is \(result.state.rawValue)")
        }
        if let kernels = result.foreignKernels {
            texts.append(
                "its draws were computed by kernels \(kernels.printable) and are estimated by this version's rules: figures, errors and digest "
                    + "may differ from what theirs showed; run it again for a result of one version")
        }
        if result.hasForeignSensitivity {
            texts.append(
                "its sensitivities were computed by another version of suanli, which has to show them; or run it again")
        }
        return texts
    }

    private func texts(of scenario: ScenarioResult) -> [String] {
        var texts = scenario.conditioning.map(self.texts) ?? []
        for identity in scenario.unconditioned.identities where identity.violations > 0 {
            texts.append("identity broken in \(share(identity.violations)): \(identity.text.printable)")
        }
        for output in scenario.unconditioned.outputs where output.estimate.notFinite > 0 {
            texts.append(
                "\(output.name.shown): not finite in \(share(output.estimate.notFinite)), which no figure counts")
        }
        for probability in scenario.unconditioned.probabilities where probability.estimate.undefined > 0 {
            texts.append(
                "\(probability.name.shown): undefined in \(share(probability.estimate.undefined)), which are left out")
        }
        return result.isComparison ? texts.map { "\(scenario.name.printable): \($0)" } : texts
    }

    private func texts(of conditioning: Conditioning) -> [String] {
        var texts: [String] = []
        if conditioning.capped > 0 {
            texts.append(
                "\(NumberFormat.count(conditioning.capped)) draws fit the observations better than their weights can say, so that the figures "
                    + "are wrong; look whether model and observations contradict each other, or draw inputs nearer to what was observed"
            )
        } else if conditioning.isStarved {
            let count = NumberFormat.plain(conditioning.effectiveDraws, digits: 3)
            texts.append(
                "\(count) effective draws fit the observations, too few or too badly to trust the figures; "
                    + "draw more, or look whether model and observations contradict each other")
        }
        if conditioning.undefined > 0 {
            texts.append(
                "what was observed is undefined in \(NumberFormat.count(conditioning.undefined)) draws, which count as not "
                    + "fitting")
        }
        return texts
    }

    /// So many of the merged draws.
    private func share(_ count: UInt64) -> String {
        let percent = NumberFormat.plain(Double(count) / Double(result.mergedDraws) * 100, digits: 2)
        return "\(NumberFormat.count(count)) draws (\(percent)%)"
    }
}
