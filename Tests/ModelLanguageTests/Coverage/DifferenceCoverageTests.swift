import ModelLanguage
import Sampling
import Statistics
import Testing

/// How often the stated 95% intervals of differences between scenarios hold the truth.
struct DifferenceCoverageTests {
    private static let seeds: UInt64 = 400

    /// Scenarios that differ by the same in every draw: their quantiles differ by that but for what histograms leave open, which is less than
    /// a draw and no error of either quantile. Quantiles near 0 lie in buckets of a single draw each, others in buckets of many. Of 400
    /// intervals 95% hold with a standard error of 1.1%: four of them below, 3e-5 a figure.
    @Test(arguments: Sampler.allCases)
    func quantilesOfShiftedScenariosHoldTheShift(sampler: Sampler) throws {
        let shifts = [0.5, 0.3]
        let model = try Models.parse(
            """
            suanli: 1
            name: test
            inputs: {x: {value: "normal(1, 1)"}, y: {value: "normal(0, 1)"}, k: {value: 0}}
            quantities: {s: {formula: x + 2 * y + k}}
            outputs: [s]
            scenarios: {first: {set: {k: \(shifts[0])}}, second: {set: {k: \(shifts[1])}}}
            """)
        let plan = try model.plan(scenario: CheckedScenario.allName)
        let layout = try #require(DrawLayout(draws: 65_536))
        let levels = [0.25, 0.5, 0.75]
        var held = Array(repeating: 0, count: shifts.count * levels.count)
        for seed in 1...Self.seeds {
            let parts = try CoverageRun(plan, sampler: sampler, seed: seed, layout: layout).whole().parts
            let figures = try parts.map { try #require($0.outputs[0].figures) }
            for (scenario, shift) in shifts.enumerated() {
                for (place, level) in levels.enumerated() {
                    let found = try #require(figures[scenario + 1].quantile(level)?.figure)
                    let difference = found.difference(from: try #require(figures[0].quantile(level)?.figure))
                    let isHeld = abs(difference.value - shift) <= (try #require(difference.halfWidth)) + 1e-12
                    held[scenario * levels.count + place] += isHeld ? 1 : 0
                }
            }
        }
        for (figure, count) in held.enumerated() {
            #expect(Double(count) >= 0.906 * Double(Self.seeds), "figure \(figure): \(count) of \(Self.seeds)")
        }
    }
}
