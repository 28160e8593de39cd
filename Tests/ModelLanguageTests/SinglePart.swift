import ModelLanguage
import Statistics

/// Most tests are about one part; these name its results as if there were no others.
extension Summary {
    var outputs: [OutputSummary] { parts[0].outputs }
    var probabilities: [ProbabilityTally] { parts[0].probabilities }
    var violations: [UInt64] { parts[0].violations }
}

extension Plan {
    var outputs: [Int] { parts[0].outputs }
}
