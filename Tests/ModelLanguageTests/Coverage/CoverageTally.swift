import Statistics

/// How often stated 95% intervals held the truth.
struct CoverageTally {
    /// Of one figure over many seeds.
    struct Count {
        var runs = 0
        var held = 0
        /// Of those whose error is called reliable.
        var reliable = 0
        var heldReliably = 0
        /// Sums over the runs, relative to the truth: the stated half-width squared, and the error made squared.
        var stated = 0.0
        var made = 0.0

        mutating func add(_ figure: Figure, halfWidth: Double, truth: Double) {
            let isHeld = abs(figure.value - truth) <= halfWidth
            runs += 1
            held += isHeld ? 1 : 0
            reliable += figure.isReliable ? 1 : 0
            heldReliably += figure.isReliable && isHeld ? 1 : 0
            stated += halfWidth * halfWidth / truth / truth
            made += (figure.value - truth) * (figure.value - truth) / truth / truth
        }

        /// The share of runs whose interval held the truth.
        var share: Double { Double(held) / Double(runs) }
        /// The same of the runs that called the error reliable.
        var reliableShare: Double { Double(heldReliably) / Double(reliable) }
    }

    /// In the order of the case's known figures.
    private(set) var counts: [Count]
    /// Draws of all runs together.
    private(set) var draws: UInt64 = 0

    init(_ known: [CoverageCase.Known]) {
        counts = known.map { _ in Count() }
    }

    mutating func add(_ estimates: Estimates, of test: CoverageCase) {
        draws += estimates.draws
        for (index, known) in test.known.enumerated() {
            // A figure without an error claims nothing, and is seen by its number of runs.
            guard let figure = test.figure(known, in: estimates), let halfWidth = figure.halfWidth else { continue }
            counts[index].add(figure, halfWidth: halfWidth, truth: known.truth)
        }
    }
}
