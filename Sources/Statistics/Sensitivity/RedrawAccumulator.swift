import CKernels

/// Gathers what some redraws change in one replicate: half the mean squared difference of each output (M. J. W. Jansen,
/// "Analysis of variance designs for model output", doi:10.1016/S0010-4655(98)00154-4). Pairs that are not both finite are left out.
public struct RedrawAccumulator {
    private let outputs: Int
    private var sums: [Double]
    private var counts: [Double]

    /// Of no draws.
    public init(outputs: Int, redraws: Int) {
        self.outputs = outputs
        sums = Array(repeating: 0, count: outputs * redraws)
        counts = sums
    }

    /// Adds some draws of one output, as they are and redrawn.
    public mutating func add(
        _ values: UnsafePointer<Double>, redrawn: UnsafePointer<Double>, count: Int, output: Int, redraw: Int
    ) {
        var sum = 0.0
        let finite = suanli_squared_differences(values, redrawn, count, &sum)
        sums[redraw * outputs + output] += sum
        counts[redraw * outputs + output] += Double(finite)
    }

    /// The part of all draws that were added.
    public func finish() -> SensitivityPart {
        SensitivityPart(values: zip(sums, counts).map { $0 / $1 / 2 })
    }
}
