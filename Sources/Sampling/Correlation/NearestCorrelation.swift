extension CorrelationMatrix {
    /// The positive definite correlation matrix with the least sum of squared differences from this one (N. J. Higham,
    /// "Computing the nearest correlation matrix", doi:10.1093/imanum/22.3.329).
    ///
    /// Its smallest eigenvalue is at least 0.0006 times ``count`` (at most 1/2), so that it stays positive definite when every
    /// entry, or the rank of every entry, is rounded to three decimals. A matrix that is so already is its own answer.
    /// Time grows with the third power of ``count``: about half a second for 100 rows.
    public func nearestCorrelationMatrix() -> CorrelationMatrix {
        nearestCorrelationMatrix(floor: min(0.5, 0.0006 * Double(count)))
    }

    /// The nearest one with no eigenvalue below `floor`, 0 <= floor < 1.
    func nearestCorrelationMatrix(floor: Double) -> CorrelationMatrix {
        NearestCorrelation(to: self, floor: floor).solution()
    }
}

/// The dual problem: shifts y of the diagonal such that the positive part of `target + diag(y)` has `diagonal` on its diagonal.
/// Solved by Newton's method (H. Qi and D. Sun, "A quadratically convergent Newton method for computing the nearest
/// correlation matrix", doi:10.1137/050624509).
private struct NearestCorrelation {
    let count: Int
    let target: [Double]
    let diagonal: Double
    let floor: Double

    init(to matrix: CorrelationMatrix, floor: Double) {
        count = matrix.count
        diagonal = 1 - floor
        self.floor = floor
        var entries = matrix.entries
        for row in 0..<count { entries[row * count + row] -= floor }
        target = entries
    }

    /// What Newton's method looks at: the value to be made least, its gradient, and the eigensystem they came from.
    private struct State {
        let shifts: [Double]
        let system: SymmetricEigensystem
        let value: Double
        let gradient: [Double]
        var size: Double { gradient.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    }

    private func state(_ shifts: [Double]) -> State {
        var entries = target
        for row in 0..<count { entries[row * count + row] += shifts[row] }
        let system = SymmetricEigensystem(of: entries, count: count)
        var value = -diagonal * shifts.reduce(0, +)
        var gradient = Array(repeating: -diagonal, count: count)
        for (index, eigenvalue) in system.values.enumerated() where eigenvalue > 0 {
            value += eigenvalue * eigenvalue / 2
            for column in 0..<count {
                let entry = system.vectors[index * count + column]
                gradient[column] += eigenvalue * entry * entry
            }
        }
        return State(shifts: shifts, system: system, value: value, gradient: gradient)
    }

    func solution() -> CorrelationMatrix {
        var current = state(Array(repeating: 0, count: count))
        // About eight steps; where rounding ends the descent earlier, the answer is a correlation matrix all the same.
        for _ in 0..<50 where current.size > 1e-11 * Double(count) {
            guard let next = descend(from: current) else { break }
            current = next
        }
        return assembled(current.system)
    }

    /// The positive part, the floor added, scaled to ones on the diagonal.
    private func assembled(_ system: SymmetricEigensystem) -> CorrelationMatrix {
        var sums = Array(repeating: 0.0, count: count * count)
        for row in 0..<count { sums[row * count + row] = floor }
        for (index, eigenvalue) in system.values.enumerated() where eigenvalue > 0 {
            for row in 0..<count {
                let left = eigenvalue * system.vectors[index * count + row]
                for column in 0...row { sums[row * count + column] += left * system.vectors[index * count + column] }
            }
        }
        var entries = Array(repeating: 1.0, count: count * count)
        for row in 0..<count {
            for column in 0..<row {
                let scale = (sums[row * count + row] * sums[column * count + column]).squareRoot()
                let entry = max(-1, min(1, sums[row * count + column] / scale))
                entries[row * count + column] = entry
                entries[column * count + row] = entry
            }
        }
        return CorrelationMatrix(count: count, entries: entries)
    }

    /// One step down, shortened until it descends enough; `nil` where none does.
    private func descend(from current: State) -> State? {
        let direction = newtonDirection(current)
        let slope = dot(direction, current.gradient)
        var length = 1.0
        for _ in 0..<20 {
            let next = state(zip(current.shifts, direction).map { $0 + length * $1 })
            if next.value <= current.value + 1e-4 * length * slope || next.size < current.size / 2 { return next }
            length /= 2
        }
        return nil
    }

    /// Solves (Hessian) d = -gradient by conjugate gradients, the more closely the nearer the goal is.
    private func newtonDirection(_ current: State) -> [Double] {
        let weights = Self.weights(current.system.values)
        var direction = Array(repeating: 0.0, count: count)
        var residual = current.gradient.map { -$0 }
        var step = residual
        var square = dot(residual, residual)
        let goal = min(0.01, current.size) * current.size
        for _ in 0..<min(count + 10, 100) where square.squareRoot() > goal {
            let product = hessian(current.system, weights, times: step)
            let length = square / dot(step, product)
            for index in 0..<count {
                direction[index] += length * step[index]
                residual[index] -= length * product[index]
            }
            let next = dot(residual, residual)
            for index in 0..<count { step[index] = residual[index] + next / square * step[index] }
            square = next
        }
        return direction
    }

    /// Difference quotients of the positive part between every two eigenvalues.
    private static func weights(_ values: [Double]) -> [Double] {
        values.flatMap { a in
            values.map { b in
                a > 0 && b > 0 ? 1 : a <= 0 && b <= 0 ? 0 : max(a, b) / abs(a - b)
            }
        }
    }

    /// diag(P (weights ∘ (P^T diag(h) P)) P^T), P's columns being the eigenvectors; a little of h itself keeps it definite.
    private func hessian(_ system: SymmetricEigensystem, _ weights: [Double], times h: [Double]) -> [Double] {
        let vectors = system.vectors
        var result = h.map { 1e-10 * $0 }
        var scaled = h
        var sums = h
        for row in 0..<count {
            for index in 0..<count {
                scaled[index] = vectors[row * count + index] * h[index]
                sums[index] = 0
            }
            for other in 0..<count where weights[row * count + other] > 0 {
                var inner = 0.0
                for index in 0..<count { inner += scaled[index] * vectors[other * count + index] }
                inner *= weights[row * count + other]
                for index in 0..<count { sums[index] += inner * vectors[other * count + index] }
            }
            for index in 0..<count { result[index] += vectors[row * count + index] * sums[index] }
        }
        return result
    }

    private func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
}
