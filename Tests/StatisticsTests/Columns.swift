import CKernels
import Statistics

/// Columns to summarise, and shards of them.
struct Columns {
    let shape: SummaryShape
    /// One value an output for a replicate's draw.
    let values: (_ replicate: Int, _ index: UInt64) -> [Double]

    /// The summary of `range`, leaf by leaf.
    func summary(of range: ShardRange, in layout: DrawLayout) -> Summary {
        let accumulator = ShardAccumulator(shape: shape)
        for leaf in range.firstLeaf..<range.firstLeaf + range.leafCount {
            let indices = layout.indices(ofLeaf: leaf, replicate: range.replicate)
            if indices.isEmpty { break }
            add(indices, replicate: range.replicate, to: accumulator)
        }
        return accumulator.finish()
    }

    private func add(_ indices: Range<UInt64>, replicate: Int, to accumulator: ShardAccumulator) {
        let count = shape.outputs + shape.probabilities + shape.identities
        let columns = (0..<count).map { _ in UnsafeMutablePointer<Double>.allocate(capacity: indices.count) }
        defer { for column in columns { column.deallocate() } }
        for (position, index) in indices.enumerated() {
            for (column, value) in zip(columns, values(replicate, index)) { column[position] = value }
        }
        let conditions = shape.outputs + shape.probabilities
        accumulator.addLeaf(
            outputs: Array(columns[..<shape.outputs]), probabilities: Array(columns[shape.outputs..<conditions]),
            identities: Array(columns[conditions...]), count: indices.count)
    }
}

/// The summary of one column of an output, in leaves of 4,096.
func summary(
    ofOutput values: [Double], limit shape: SummaryShape = SummaryShape(outputs: 1, probabilities: 0, identities: 0)
)
    -> Summary
{
    let accumulator = ShardAccumulator(shape: shape)
    var values = values
    var first = 0
    while first < values.count {
        let count = min(4096, values.count - first)
        values.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            accumulator.addLeaf(outputs: [base + first], probabilities: [], identities: [], count: count)
        }
        first += count
    }
    return accumulator.finish()
}

/// Uniforms of one Philox stream.
func uniforms(seed: UInt64, replicate: Int = 0, count: Int) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    suanli_philox_uniforms(seed, UInt32(replicate), 0, count, &result)
    return result
}
