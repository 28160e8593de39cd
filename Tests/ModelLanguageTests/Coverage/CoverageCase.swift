import CKernels
import ModelLanguage
import Statistics
import TestSupport

/// A model of which figures are known.
struct CoverageCase: Sendable {
    /// A figure of a result, and what it would be with endless draws.
    struct Known: Sendable {
        let output: String
        let figure: Name
        let truth: Double
    }

    /// Which figure of an output or, of a condition, its probability.
    enum Name: Hashable, Sendable {
        case mean
        case sd
        case quantile(Double)
        case probability

        init?(_ text: String) {
            switch text {
            case "mean": self = .mean
            case "sd": self = .sd
            case "probability": self = .probability
            default:
                guard let probability = Double(text) else { return nil }
                self = .quantile(probability)
            }
        }

        /// What it is called in tables.
        var text: String {
            switch self {
            case .mean: "mean"
            case .sd: "sd"
            case .quantile(let probability): "\(probability)"
            case .probability: "probability"
            }
        }
    }

    let name: String
    let model: @Sendable () throws -> CheckedModel
    let outputs: [String]
    let probabilities: [String]
    let known: [Known]
    /// The relative half-width that its runs towards a precision ask for: met by some at 65,536 draws, by others at more.
    let precision: Double

    /// The figure of `estimates` that `known` is about.
    func figure(_ known: Known, in estimates: Estimates) -> Figure? {
        if known.figure == .probability {
            return probabilities.firstIndex(of: known.output).map { estimates.probabilities[$0].figure }
        }
        guard let output = outputs.firstIndex(of: known.output), let figures = estimates.outputs[output].figures else {
            return nil
        }
        return switch known.figure {
        case .mean: figures.mean
        case .sd: figures.sd
        case .quantile(let probability): figures.quantile(probability)?.figure
        case .probability: nil
        }
    }
}

extension CoverageCase {
    static let all = [sumOfNormals, productOfLognormals, smallerOfTwoWaits, smoothOutputs, workload]

    private static let sumOfNormals = closedForm(
        name: "sum of three normals",
        text: "inputs: {x: {value: \"normal(1, 1)\"}, y: {value: \"normal(2, 2)\"}, z: {value: \"normal(0, 2)\"}}\n"
            + "quantities: {q: {formula: x + y + z}}\noutputs: [q]\nprobabilities: {p: q > 5}",
        mean: 3, sd: 3, probability: 1 - suanli_normal_cdf(2.0 / 3), precision: 0.02
    ) { 3 + 3 * suanli_normal_quantile($0) }

    private static let productOfLognormals = closedForm(
        name: "product of two lognormals",
        text: "inputs: {x: {value: \"lognormal(mu: 0, sigma: 0.6)\"}, y: {value: \"lognormal(mu: 1, sigma: 0.8)\"}}\n"
            + "quantities: {q: {formula: x * y}}\noutputs: [q]\nprobabilities: {p: q > 6}",
        mean: suanli_exp(1.5), sd: suanli_exp(1.5) * (suanli_exp(1) - 1).squareRoot(),
        probability: 1 - suanli_normal_cdf(suanli_log(6) - 1), precision: 0.02
    ) { suanli_exp(1 + suanli_normal_quantile($0)) }

    private static let smallerOfTwoWaits = closedForm(
        name: "smaller of two waits",
        text: "inputs: {x: {value: \"exponential(mean: 2)\"}, y: {value: \"exponential(mean: 3)\"}}\n"
            + "quantities: {q: {formula: \"min(x, y)\"}}\noutputs: [q]\nprobabilities: {p: q > 2}",
        mean: 1.2, sd: 1.2, probability: suanli_exp(-2 / 1.2), precision: 0.05
    ) { -1.2 * suanli_log1p(-$0) }

    /// What evenly spread points sum up almost exactly. Quantiles of a single input are no means of many draws: docs/accuracy.md.
    private static let smoothOutputs = CoverageCase(
        name: "smooth outputs",
        model: {
            try Models.parse(
                "suanli: 1\nname: test\ninputs: {u: {value: \"uniform(0, 1)\"}, v: {value: \"uniform(0, 1)\"}, "
                    + "b: {value: \"beta(2, 2)\"}, t: {value: \"triangular(0, 1, 3)\"}, n: {value: \"normal(0, 1)\"}}\n"
                    + "quantities: {s: {formula: u + v}, c: {formula: \"min(n, 1)\"}}\noutputs: [u, b, t, s, c]")
        },
        outputs: ["u", "b", "t", "s", "c"], probabilities: [],
        known: knownSpreads("u", mean: 0.5, variance: 1 / 12) + knownSpreads("b", mean: 0.5, variance: 0.05)
            + knownSpreads("t", mean: 4 / 3, variance: 7 / 18) + knownSpreads("s", mean: 1, variance: 1 / 6)
            + knownSpreads("c", mean: normalBelow(1).mean, variance: normalBelow(1).variance),
        precision: 0.05)

    private static func knownSpreads(_ output: String, mean: Double, variance: Double) -> [Known] {
        [
            Known(output: output, figure: .mean, truth: mean),
            Known(output: output, figure: .sd, truth: variance.squareRoot()),
        ]
    }

    /// Of the smaller of a standard normal number and `cap`.
    private static func normalBelow(_ cap: Double) -> (mean: Double, variance: Double) {
        let (below, density) = (suanli_normal_cdf(cap), suanli_exp(-cap * cap / 2) / (2 * Double.pi).squareRoot())
        let mean = cap * (1 - below) - density
        return (mean, below - cap * density + cap * cap * (1 - below) - mean * mean)
    }

    /// What `Data/make_w1_truth.py` found; its own errors stand in the table's last column.
    private static let workload = CoverageCase(
        name: "w1",
        model: { try CheckedModel(parsing: try Repository.bytes("Benchmarks/w1.yaml"), file: "w1.yaml") },
        outputs: ["imported", "domestic", "ratio", "share"], probabilities: ["twice_domestic"],
        known: referenceTable("w1").compactMap { row in
            guard row.count == 4, let figure = Name(row[1]), let truth = Double(row[2]) else { return nil }
            return Known(output: row[0], figure: figure, truth: truth)
        },
        precision: 0.01)

    private static func closedForm(
        name: String, text: String, mean: Double, sd: Double, probability: Double, precision: Double,
        quantile: (Double) -> Double
    ) -> CoverageCase {
        CoverageCase(
            name: name, model: { try Models.parse("suanli: 1\nname: test\n" + text) }, outputs: ["q"],
            probabilities: ["p"],
            known: [Known(output: "q", figure: .mean, truth: mean), Known(output: "q", figure: .sd, truth: sd)]
                + Estimates.quantileProbabilities.map {
                    Known(output: "q", figure: .quantile($0), truth: quantile($0))
                } + [Known(output: "p", figure: .probability, truth: probability)],
            precision: precision)
    }
}
