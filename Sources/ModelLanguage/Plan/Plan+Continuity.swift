import Sampling

/// Which results are continuous functions of the uniforms: where a small move of any draw moves them little.
///
/// Evenly spread points say far more of a mean where nothing jumps, and so do the replicates' differences. What is judged is the
/// form of the plan alone: a slope so steep that all of it fits between two points is continuous in form.
extension Plan {
    /// Of each output of each part, in order. An output with weights needs weights that are continuous, too.
    var continuousOutputs: [Bool] {
        let isContinuous = continuousRegisters
        return parts.flatMap { part in
            let areWeights = part.chance.map { isContinuous[$0] } ?? true
            return part.outputs.map { areWeights && isContinuous[$0] }
        }
    }

    /// Of each register after the last step.
    private var continuousRegisters: [Bool] {
        let areKernels = kernels.map(\.isContinuous)
        var result = Array(repeating: true, count: registers)
        for step in steps {
            switch step {
            case .draw(_, let kernel, let into): result[into] = areKernels[kernel]
            case .normal(_, let into): result[into] = true
            case .quantile(let kernel, let normals, let into): result[into] = result[normals] && areKernels[kernel]
            case .operate(let operation, let first, let second, let third, let into):
                result[into] = operation.isContinuous && result[first] && result[second] && result[third]
            }
        }
        return result
    }
}

extension Operation {
    /// Whether the result moves little when an operand does, wherever it is defined on both sides.
    fileprivate var isContinuous: Bool {
        switch self {
        case .add, .subtract, .multiply, .power, .minimum, .maximum, .negate, .absolute, .exponential, .logarithm,
            .squareRoot, .sine, .cosine, .divide:
            true
        case .less, .lessOrEqual, .equal, .notEqual, .and, .or, .close, .floor, .ceiling, .round, .not, .select:
            false
        }
    }
}
