import Testing

@testable import Statistics

@Suite struct PrecisionTests {
    private let shape = SummaryShape(outputs: 1, probabilities: 1, identities: 0)

    /// What `draws` draws of `value` and `condition` say; both get a uniform of their own.
    private func estimates(
        draws: UInt64 = 65_536, _ value: @escaping (Double) -> Double,
        _ condition: @escaping (Double) -> Bool = { $0 < 0.5 }
    ) throws -> Estimates {
        let layout = try #require(DrawLayout(draws: draws))
        let nodes = (0..<DrawLayout.replicates).compactMap { layout.root(ofReplicate: $0) }.map { root in
            let us = uniforms(
                seed: 5, replicate: root.replicate, count: 2 * Int(layout.draws(ofReplicate: root.replicate)))
            let columns = Columns(shape: shape) { _, index in
                [value(us[2 * Int(index)]), condition(us[2 * Int(index) + 1]) ? 1 : 0]
            }
            return (range: root, node: columns.summary(of: root, in: layout))
        }
        return RunEstimates(nodes: nodes, shape: shape).parts[0]
    }

    private func shortfalls(_ relative: Double, _ estimates: Estimates) throws -> [Shortfall] {
        try #require(Precision(relative: relative))
            .shortfalls(outputs: estimates.outputs, probabilities: estimates.probabilities, part: 0)
            .sorted { $0.relativeHalfWidth > $1.relativeHalfWidth }
    }

    private func kinds(_ shortfalls: [Shortfall]) -> [RequestedFigure.Kind] { shortfalls.map(\.figure.kind) }

    @Test func onlySharesBetweenNothingAndAllArePrecisions() {
        for relative in [0, 1, -0.1, 2, .nan, .infinity, -.infinity] { #expect(Precision(relative: relative) == nil) }
        #expect(Precision(relative: 0.001)?.relative == 0.001)
    }

    /// As where no draw fits what was observed.
    @Test func whatNoDrawTellsIsNotPrecise() throws {
        let found = try shortfalls(0.5, RunEstimates(nodes: [], shape: shape).parts[0])
        #expect(kinds(found) == [.mean, .probability] && found.allSatisfy { $0.relativeHalfWidth == .infinity })
    }

    /// Between 100 and 101 everything is known to 0.1%; between 1 and 3 it is not to 0.01%, and the figures say by how much.
    @Test func everyFigureIsMeasuredAgainstItself() throws {
        #expect(try kinds(shortfalls(0.001, estimates { 100 + $0 })) == [.probability])
        let wide = try estimates { 1 + 2 * $0 }
        let found = try shortfalls(0.0001, wide)
        #expect(Set(kinds(found)) == Set([.mean, .probability] + (0..<7).map { .quantile($0) }))
        #expect(zip(found, found.dropFirst()).allSatisfy { $0.relativeHalfWidth >= $1.relativeHalfWidth })
        let mean = try #require(wide.outputs[0].figures?.mean)
        let width = max(try #require(mean.halfWidth), mean.independentError * Figure.halfWidthFactor) / mean.value
        #expect(found.first { $0.figure.kind == .mean }?.relativeHalfWidth == width)
        #expect(try shortfalls(width * 1.001, wide).allSatisfy { $0.figure.kind != .mean })
        #expect(try shortfalls(width * 0.999, wide).contains { $0.figure.kind == .mean })
        #expect(try shortfalls(0.5, wide).isEmpty)
    }

    /// The mean of n independent uniforms is known to 1 / sqrt(12 n), their median and the probability of a half to 1 / sqrt(4 n). Where the
    /// replicates happen to lie closer together than that, a run does not stop for it.
    @Test func replicatesThatHappenToAgreeDoNotStopARun() throws {
        let found = try estimates { 2 + $0 }
        let figures = try #require(found.outputs[0].figures)
        let quantiles = figures.quantiles.enumerated().map { (RequestedFigure.Kind.quantile($0), $1.figure) }
        let median = try #require(figures.quantile(0.5)?.figure)
        for (figure, count) in [(figures.mean, 12.0), (median, 4), (found.probabilities[0].figure, 4)] {
            let expected = (1 / count / 65_536).squareRoot()
            #expect(abs(figure.independentError - expected) < 0.1 * expected)
        }
        var close = 0
        for (kind, figure) in [(.mean, figures.mean)] + quantiles + [(.probability, found.probabilities[0].figure)] {
            let stated = try #require(figure.standardError)
            guard stated < 0.95 * figure.independentError else { continue }
            let between = Figure.halfWidthFactor * (stated + figure.independentError) / 2 / figure.value
            #expect(try kinds(shortfalls(between, found)).contains(kind))
            close += 1
        }
        #expect(close > 0)
    }

    @Test func whatIsAlwaysTheSameIsExact() throws {
        for value in [0, -3, 1e300] {
            #expect(try shortfalls(1e-9, estimates { _ in value }).map(\.figure.kind) == [.probability])
        }
    }

    /// Caps at 0 and 1 hold the outer quantiles; those between and the mean do vary.
    @Test func quantilesOnAtomsAreExact() throws {
        let capped = try estimates { min(1, max(0, 4 * $0 - 1.5)) }
        let kinds = Set(try kinds(shortfalls(1e-9, capped)))
        #expect(kinds == [.mean, .quantile(3), .probability])
    }

    /// A mean of nothing but chance would never be known relative to itself.
    @Test func whatCannotBeToldFromZeroIsMeasuredAgainstTheSpread() throws {
        let centered = try estimates { $0 - 0.5 }
        let mean = try #require(centered.outputs[0].figures?.mean)
        #expect(try #require(mean.halfWidth) >= mean.value.magnitude)
        #expect(try shortfalls(0.01, centered).allSatisfy { $0.figure.kind != .mean })
        let found = try #require(try shortfalls(0.001, centered).first { $0.figure.kind == .mean })
        let sd = try #require(centered.outputs[0].figures?.sd.value)
        let halfWidth = max(try #require(mean.halfWidth), mean.independentError * Figure.halfWidthFactor)
        #expect(found.relativeHalfWidth == halfWidth / sd)
    }

    /// After n draws without a hit the chance is below 3 / n with 95% confidence.
    @Test func aProbabilityOfNoOrAllDrawsIsMeasuredByItsBound() throws {
        for condition in [{ (_: Double) in false }, { _ in true }] {
            let estimates = try estimates({ _ in 1 }, condition)
            #expect(try shortfalls(3.1 / 65_536, estimates).isEmpty)
            let found = try shortfalls(2.9 / 65_536, estimates)
            #expect(kinds(found) == [.probability] && abs((found.first?.relativeHalfWidth ?? 0) * 65_536 - 3) < 0.01)
        }
    }

    @Test func figuresWithoutAnHonestErrorFallShort() throws {
        let few = try shortfalls(0.5, estimates(draws: 160) { 100 + $0 })
        #expect(
            few.filter { $0.relativeHalfWidth == .infinity }.map(\.figure.kind) == [
                .quantile(0), .quantile(1), .quantile(5), .quantile(6),
            ])
    }

    @Test func whatHasNoValueHasNoFigure() throws {
        #expect(try kinds(shortfalls(0.001, estimates { _ in .nan })) == [.probability])
    }
}
