import CKernels
import Testing

@testable import Statistics

@Suite struct EstimatesTests {
    private static let shape = SummaryShape(outputs: 2, probabilities: 2, identities: 1)

    /// A run of `draws` draws: a normal of mean 5 and sd 2, an exponential; conditions with chances 0.3 and 0.02.
    private func estimates(seed: UInt64, draws: UInt64) -> Estimates? {
        guard let layout = DrawLayout(draws: draws) else { return nil }
        var nodes: [(range: ShardRange, node: Summary)] = []
        for replicate in 0..<DrawLayout.replicates {
            guard let root = layout.root(ofReplicate: replicate) else { continue }
            let us = uniforms(seed: seed, replicate: replicate, count: Int(layout.draws(ofReplicate: replicate)) * 2)
            let columns = Columns(shape: Self.shape) { _, index in
                let (u, v) = (us[2 * Int(index)], us[2 * Int(index) + 1])
                return [5 + 2 * suanli_normal_quantile(u), -suanli_log(v), u < 0.3 ? 1 : 0, v < 0.02 ? 1 : 0, 1]
            }
            nodes.append((root, columns.summary(of: root, in: layout)))
        }
        return RunEstimates(nodes: nodes, shape: Self.shape).parts[0]
    }

    private struct Tracked {
        let name: String
        let truth: Double
        let value: (Estimates) -> Figure?
    }

    private var tracked: [Tracked] {
        let z: (Double) -> Double = suanli_normal_quantile
        var result = [
            Tracked(name: "normal mean", truth: 5) { $0.outputs[0].figures?.mean },
            Tracked(name: "normal sd", truth: 2) { $0.outputs[0].figures?.sd },
            Tracked(name: "exponential mean", truth: 1) { $0.outputs[1].figures?.mean },
            Tracked(name: "exponential sd", truth: 1) { $0.outputs[1].figures?.sd },
            Tracked(name: "probability 0.3", truth: 0.3) { $0.probabilities[0].figure },
            Tracked(name: "probability 0.02", truth: 0.02) { $0.probabilities[1].figure },
        ]
        for p in [0.05, 0.5, 0.95] {
            result.append(
                Tracked(name: "normal \(p)", truth: 5 + 2 * z(p)) { $0.outputs[0].figures?.quantile(p)?.figure })
            result.append(
                Tracked(name: "exponential \(p)", truth: -suanli_log(1 - p)) {
                    $0.outputs[1].figures?.quantile(p)?.figure
                })
        }
        return result
    }

    /// Over 200 seeds the root mean square of the stated errors is within 30% of that of the true ones. The ratio's own
    /// spread is about 5.3% for a normal figure (200 true errors; 3,000 degrees of freedom in the stated ones), so 30% is over
    /// five of its standard deviations: false alarms under 1e-6 a figure. The seeds are fixed: the test is repeatable.
    @Test(arguments: [4001, 16_384] as [UInt64])
    func statedErrorsAreTheTrueOnes(draws: UInt64) throws {
        let runs = try (UInt64(1)...200).map { try #require(estimates(seed: $0, draws: draws)) }
        for figure in tracked {
            var stated = 0.0
            var actual = 0.0
            for run in runs {
                let found = try #require(figure.value(run))
                let error = try #require(found.standardError)
                stated += error * error
                actual += (found.value - figure.truth) * (found.value - figure.truth)
            }
            let ratio = (stated / actual).squareRoot()
            #expect((0.7...1.3).contains(ratio), "\(figure.name): stated over true \(ratio)")
        }
    }

    /// The 95% interval holds the truth in 95% of 200 runs and 12 figures: 2,400 trials, correlated within a run; between 91%
    /// and 98% (over four standard deviations of a figure alone, scaled for the correlation by 2).
    @Test func ninetyFivePercentIntervalsHoldTheTruth() throws {
        var held = 0
        var trials = 0
        for seed in UInt64(1001)...1200 {
            let run = try #require(estimates(seed: seed, draws: 16_384))
            for figure in tracked {
                let found = try #require(figure.value(run))
                let halfWidth = try #require(found.halfWidth)
                held += abs(found.value - figure.truth) <= halfWidth ? 1 : 0
                trials += 1
            }
        }
        #expect((0.91...0.98).contains(Double(held) / Double(trials)), "\(held) of \(trials)")
    }

    @Test func weightedErrorsFollowTheirFormula() throws {
        let values = (0..<16).map { Double($0 * $0 % 7) + 0.5 }
        let weights = (0..<16).map { UInt64($0 < 5 ? 101 : 100) }
        let total = Double(weights.reduce(0, +))
        let mean = zip(values, weights).reduce(0) { $0 + $1.0 * Double($1.1) } / total
        let sum = zip(values, weights).reduce(0) { sum, pair in
            let deviation = Double(pair.1) / total * (pair.0 - mean)
            return sum + deviation * deviation
        }
        let found = try #require(spreadError(of: values, weights: weights))
        #expect(abs(found - (16.0 / 15 * sum).squareRoot()) < 1e-15)
        // Equal weights: the sample sd over the root of 16.
        let equal = try #require(spreadError(of: values, weights: Array(repeating: 7, count: 16)))
        let plain = values.reduce(0, +) / 16
        let sd = (values.reduce(0) { $0 + ($1 - plain) * ($1 - plain) } / 15).squareRoot()
        #expect(abs(equal - sd / 4) < 1e-15)
        #expect(spreadError(of: values, weights: Array(repeating: 0, count: 16)) == nil)
        #expect(spreadError(of: [.nan] + values.dropFirst(), weights: weights) == nil)
        #expect(spreadError(of: Array(repeating: 3, count: 16), weights: weights) == 0)
    }

    @Test func runsOfFewDrawsHaveNoErrors() throws {
        for draws in [1, 2, 15] as [UInt64] {
            let run = try #require(estimates(seed: 1, draws: draws))
            #expect(run.draws == draws && run.outputs[0].finite == draws)
            let figures = try #require(run.outputs[0].figures)
            #expect(figures.mean.standardError == nil && figures.sd.standardError == nil)
            #expect(figures.quantiles.allSatisfy { $0.figure.standardError == nil })
            #expect(run.probabilities.allSatisfy { $0.figure.standardError == nil })
            #expect(figures.sd.value.isNaN == (draws == 1))
        }
        let run = try #require(estimates(seed: 1, draws: 17))
        let figures = try #require(run.outputs[0].figures)
        #expect(figures.mean.standardError != nil && figures.sd.standardError == nil)
    }

    @Test func nothingMergedIsAnAnswerToo() {
        let empty = RunEstimates(nodes: [], shape: Self.shape).parts[0]
        #expect(empty.draws == 0 && empty.outputs.allSatisfy { $0.figures == nil && $0.finite == 0 })
        #expect(
            empty.probabilities.allSatisfy {
                $0.figure.value.isNaN && $0.figure.standardError == nil && $0.bound == nil
            })
    }

    /// The pooled mean of runs that leave 1 draw over is that of all draws: replicates count by their draws.
    @Test func replicatesCountByTheirDraws() throws {
        let layout = try #require(DrawLayout(draws: 33))
        let columns = Columns(shape: Self.shape) { replicate, index in
            [Double(replicate) + 16 * Double(index), .infinity, .nan, 1, index == 0 ? 1 : 0]
        }
        let nodes = (0..<16).compactMap { layout.root(ofReplicate: $0) }.map {
            ($0, columns.summary(of: $0, in: layout))
        }
        let run = RunEstimates(nodes: nodes.reversed(), shape: Self.shape).parts[0]
        let figures = try #require(run.outputs[0].figures)
        #expect(abs(figures.mean.value - 16) < 1e-14 && figures.minimum == 0 && figures.maximum == 32)
        #expect(run.outputs[1].figures == nil && run.outputs[1].notFinite == 33)
        #expect(run.probabilities[0].defined == 0 && run.probabilities[0].undefined == 33)
        #expect(run.probabilities[1].figure.value == 1 && run.probabilities[1].figure.standardError == nil)
        #expect(run.violations == [17])
    }

    /// 1 - 0.05^(1/n), to 2e-11 relative, for one draw to 10^13.
    @Test(
        arguments: [
            (1, 0.95), (3, 0.6315968501359613), (100, 0.029513049607039932), (1_000_000, 2.995727786352544e-06),
            (10_000_000_000_000, 2.995732273553542e-13),
        ] as [(UInt64, Double)])
    func boundsWithoutOrWithAllHits(draws: UInt64, expected: Double) throws {
        var summary = Summary(shape: SummaryShape(outputs: 0, probabilities: 2, identities: 0))
        summary.draws = draws
        summary.parts[0].weight = WeightTally(draws: draws)
        summary.probabilities[1].hits = draws
        let empty = Summary(shape: summary.shape)
        let run = RunEstimates(replicates: [summary] + Array(repeating: empty, count: 15)).parts[0]
        let never = try #require(run.probabilities[0].bound)
        #expect(abs(never - expected) <= 2e-11 * expected)
        #expect(run.probabilities[1].bound == 1 - never)
    }
}

/// The standard error of a figure that pools replicates.
private func spreadError(of values: [Double], weights: [UInt64]) -> Double? {
    Figure(value: 0, replicates: values, weights: weights).standardError
}
