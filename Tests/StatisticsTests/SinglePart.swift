@testable import Statistics

/// Most tests are about one part; these name its results as if there were no others.
extension Summary {
    var outputs: [OutputSummary] {
        get { parts[0].outputs }
        set { parts[0].outputs = newValue }
    }
    var probabilities: [ProbabilityTally] {
        get { parts[0].probabilities }
        set { parts[0].probabilities = newValue }
    }
    var violations: [UInt64] {
        get { parts[0].violations }
        set { parts[0].violations = newValue }
    }
}
