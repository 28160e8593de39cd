/// How precise a run is to become: the half-width of the 95% interval of each requested figure, relative to the figure.
///
/// Requested are every mean, every reported quantile and every probability. Standard deviations are not: they say how
/// uncertain the world is, and their own errors are the least reliable ones. A figure is precise enough when:
///
/// - its half-width is at most ``relative`` times its absolute value;
/// - it is exact: its error is zero (an output that is always the same, zero included), or it is a quantile on an atom
///   that every replicate finds;
/// - it cannot be told from zero (its 95% interval holds zero, so that no number of draws need ever make it precise relative
///   to itself) and its half-width is at most ``relative`` times its output's standard deviation, or ``relative`` itself for
///   a probability;
/// - it is a probability that held in no draw or in all of them, and ``ProbabilityEstimate/bound`` is within ``relative`` of
///   0 or 1.
///
/// Where draws are independent the half-width is that of the error that the distribution itself tells, if that is more: runs that stop
/// because sixteen replicates happen to lie close together would hold the truth too seldom.
///
/// A figure without an honest error is not precise enough, and neither is one of no draws at all, where none fits what was observed. What
/// has no value in any draw that counts (an output that is never finite, a probability that is never defined) has no figure that could be.
public struct Precision: Hashable, Sendable {
    /// The largest relative half-width, such as 0.001; above 0 and below 1.
    public let relative: Double

    /// A precision; `nil` unless `relative` lies above 0 and below 1.
    public init?(relative: Double) {
        guard relative > 0, relative < 1 else { return nil }
        self.relative = relative
    }

    /// The figures that are not precise enough, the least precise one first. O(figures).
    public func shortfalls(in estimates: RunEstimates) -> [Shortfall] {
        estimates.parts.enumerated().flatMap {
            shortfalls(outputs: $1.outputs, probabilities: $1.probabilities, part: $0)
        }
        .sorted { $0.relativeHalfWidth > $1.relativeHalfWidth }
    }

    /// The figures of one part that are not precise enough, in order.
    public func shortfalls(
        outputs: [OutputEstimate], probabilities: [ProbabilityEstimate], part: Int
    ) -> [Shortfall] {
        var found: [Shortfall] = []
        for (index, output) in outputs.enumerated() {
            guard let figures = output.figures else {
                if output.notFinite == 0 {
                    let mean = RequestedFigure(.mean, of: index, part: part)
                    found.append(Shortfall(figure: mean, relativeHalfWidth: .infinity))
                }
                continue
            }
            let spread = figures.sd.value
            let wanted =
                [(RequestedFigure.Kind.mean, figures.mean)]
                + figures.quantiles.enumerated().filter { !$0.element.isExact }.map {
                    (.quantile($0.offset), $0.element.figure)
                }
            for (kind, figure) in wanted {
                guard let width = excess(of: figure, scale: spread) else { continue }
                found.append(Shortfall(figure: RequestedFigure(kind, of: index, part: part), relativeHalfWidth: width))
            }
        }
        for (index, probability) in probabilities.enumerated() {
            guard let width = excess(of: probability) else { continue }
            found.append(
                Shortfall(figure: RequestedFigure(.probability, of: index, part: part), relativeHalfWidth: width))
        }
        return found
    }

    /// The relative half-width of a figure that is not precise enough, infinite where none can be given; `nil` of one that is.
    private func excess(of figure: Figure, scale: Double) -> Double? {
        guard let stated = figure.halfWidth, figure.value.isFinite else { return .infinity }
        let halfWidth = max(stated, figure.independentError * Figure.halfWidthFactor)
        if halfWidth <= relative * figure.value.magnitude { return nil }
        guard halfWidth >= figure.value.magnitude else { return halfWidth / figure.value.magnitude }
        return halfWidth <= relative * scale ? nil : scale > 0 ? max(relative, halfWidth / scale) : .infinity
    }

    private func excess(of probability: ProbabilityEstimate) -> Double? {
        guard probability.defined > 0 else { return probability.undefined > 0 ? nil : .infinity }
        guard let bound = probability.bound else { return excess(of: probability.figure, scale: 1) }
        let width = probability.hits == 0 ? bound : 1 - bound
        return width <= relative ? nil : width
    }
}

/// One figure of a result that a precision is asked of.
public struct RequestedFigure: Hashable, Sendable {
    /// Which figure.
    public enum Kind: Hashable, Sendable {
        /// The mean of an output.
        case mean
        /// The quantile of an output at this place of ``Estimates/quantileProbabilities``.
        case quantile(Int)
        /// A probability.
        case probability
    }

    /// Which figure.
    public let kind: Kind
    /// The place of its output or probability in the plan's order.
    public let index: Int
    /// The place of its scenario, or of what observations leave of it, among the parts of the plan.
    public let part: Int

    /// A figure of the output or probability at `index`.
    public init(_ kind: Kind, of index: Int, part: Int) {
        self.kind = kind
        self.index = index
        self.part = part
    }
}

/// A figure that is not as precise as it was to become.
public struct Shortfall: Hashable, Sendable {
    /// Which figure.
    public let figure: RequestedFigure
    /// Its half-width at 95%, relative to what ``Precision`` measures it against; infinite where it has no honest error.
    public let relativeHalfWidth: Double

    /// A shortfall from its parts.
    public init(figure: RequestedFigure, relativeHalfWidth: Double) {
        self.figure = figure
        self.relativeHalfWidth = relativeHalfWidth
    }
}

/// The numbers of draws that a run towards a precision stops at: one leaf a replicate, doubled until it is enough.
///
/// They are numbers of draws that both samplers have, and each is whole nodes of the trees of every longer run: the summary
/// of a run that stops at one is that of a run of so many draws, to the last bit.
extension DrawLayout {
    /// The first, or this layout where it is smaller.
    public var firstGoal: DrawLayout {
        DrawLayout(draws: min(draws, UInt64(Self.replicates) * Self.drawsPerLeaf)) ?? self
    }

    /// What comes after `goal`, at most this layout; `nil` once `goal` is this layout.
    public func goal(after goal: DrawLayout) -> DrawLayout? {
        goal.draws < draws ? DrawLayout(draws: min(goal.draws * 2, draws)) : nil
    }

    /// Whether a run up to this layout can stop at `goal`.
    public func hasGoal(_ goal: DrawLayout) -> Bool {
        if goal == self { return true }
        let first = firstGoal
        let steps = goal.draws / first.draws
        return goal.draws < draws && goal.draws == first.draws * steps && steps & (steps - 1) == 0 && steps > 0
    }
}
