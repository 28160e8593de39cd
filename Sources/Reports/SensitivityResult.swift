import BinaryCoding
public import ModelLanguage
public import Statistics

/// What decides the outputs of a run: the estimates of a sensitivity analysis, with the names of what they are about.
public struct SensitivityResult: Hashable, Sendable {
    /// In the order of the estimates.
    public let factors: [SensitivityFactor]
    /// For each output and factor.
    public let estimates: SensitivityEstimates
    /// Whether factors are groups of inputs with one source.
    public let isGrouped: Bool
    /// Whether total indices were asked for.
    public let hasTotals: Bool
    /// The draws it looked at.
    public let draws: UInt64
    /// Whether some of its parts are missing, so that errors are unknown or figures are.
    public let isPartial: Bool

    /// From parts by their number, of an analysis of `model` under `scenario`.
    /// - Parameter outputs: what the run says of each output, by which errors are told to be rough.
    /// - Throws: ``ReportFailure`` where they do not fit each other.
    public init(
        of model: CheckedModel, scenario: String, shape: SensitivityShape, parts: [Int: SensitivityPart],
        outputs: [OutputFigures?] = []
    ) throws(ReportFailure) {
        do throws(ModelFailure) {
            factors = try model.sensitivityFactors(scenario: scenario, shape.isGrouped ? .bySource : .byInput)
        } catch {
            throw ReportFailure("\(error)")
        }
        guard factors.count == shape.factors, model.outputs.count == shape.outputs else {
            throw ReportFailure("the sensitivity analysis is not one of the model \(model.name)")
        }
        let draws = shape.drawsPerReplicate * UInt64(DrawLayout.replicates)
        let rough = outputs.indices.filter { outputs[$0]?.isSpreadRough(ofDraws: draws) == true }
        estimates = SensitivityEstimates(parts: parts, shape: shape, roughOutputs: Set(rough))
        isGrouped = shape.isGrouped
        hasTotals = shape.hasTotals
        self.draws = draws
        isPartial = parts.count < shape.partCount
    }

    /// From the bytes of the analysis and of its parts, as a coordinator gives them; `nil` of one that another version made.
    /// - Throws: ``ReportFailure`` where they cannot be read or do not fit each other.
    public init?(
        of model: CheckedModel, scenario: String, plan: [UInt8], parts: [Int: [UInt8]], outputs: [OutputFigures?] = []
    ) throws(ReportFailure) {
        let shape: SensitivityShape
        var decoded: [Int: SensitivityPart] = [:]
        do throws(DecodingFailure) {
            guard let known = try SensitivityPlan.shape(ofEncoded: plan[...]) else { return nil }
            shape = known
            for (part, bytes) in parts {
                decoded[part] = try SensitivityPart(decoding: bytes[...], part: part, shape: shape)
            }
        } catch {
            throw ReportFailure("the sensitivity analysis cannot be read: \(error)")
        }
        try self.init(of: model, scenario: scenario, shape: shape, parts: decoded, outputs: outputs)
    }

    /// The factors of an output with what they do to it, those that matter most first.
    func ranking(ofOutput output: Int) -> [(factor: SensitivityFactor, estimate: SensitivityEstimate)] {
        let known = factors.enumerated().compactMap { index, factor in
            estimates[output, index].map { (factor: factor, estimate: $0, index: index) }
        }
        let sorted = known.sorted { left, right in
            let (first, second) = (left.estimate.importance, right.estimate.importance)
            return first == second ? left.index < right.index : first > second
        }
        return sorted.map { ($0.factor, $0.estimate) }
    }
}

extension SensitivityEstimate {
    /// What factors are sorted by: the total index where there is one, else the first-order index.
    fileprivate var importance: Double { total?.value ?? first?.value ?? -.infinity }
}

extension SensitivityFactor {
    /// `orders`, `orders[2026Q1]`, or of a group its source.
    var key: String {
        guard let input else { return source ?? "none" }
        return element.map { "\(input)[\($0)]" } ?? input
    }

    /// How a table calls it.
    var shown: String {
        guard let input else { return (source ?? "no source").printable }
        let name = label ?? input
        return (element.map { "\(name) [\($0)]" } ?? name).printable
    }
}
