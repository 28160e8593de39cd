import CKernels
import Statistics

/// Columns to summarise, and shards of them.
struct Columns {
    let shape: SummaryShape
    /// One value an output for a replicate's draw.
    let values: (_ replicate: Int, _ index: UInt64) -> [Double]

    /// The summary of `range`, leaf by leaf.
    func summary(of range: ShardRange, in layout: DrawLayout) -> Summary {
        let recorder = LeafRecorder(shape: shape)
        for leaf in range.firstLeaf..<range.firstLeaf + range.leafCount {
            let indices = layout.indices(ofLeaf: leaf, replicate: range.replicate)
            if indices.isEmpty { break }
            recorder.add(indices.map { values(range.replicate, $0) })
        }
        return recorder.finish()
    }
}

/// Hands an accumulator leaves given as rows, a value for each column: of every part its outputs, probabilities, identities and,
/// where it has weights, the chance of what was observed.
final class LeafRecorder {
    private let accumulator: ShardAccumulator
    private let columns: [UnsafeMutablePointer<Double>]

    init(shape: SummaryShape) {
        let results = shape.outputs + shape.probabilities + shape.identities
        var columns: [UnsafeMutablePointer<Double>] = []
        let parts = shape.weighted.map { isWeighted in
            let own = (0..<(results + (isWeighted ? 1 : 0))).map { _ in
                UnsafeMutablePointer<Double>.allocate(capacity: Int(DrawLayout.drawsPerLeaf))
            }
            columns += own
            let fixed = own.map { UnsafePointer($0) }
            let conditions = shape.outputs + shape.probabilities
            return PartColumns(
                outputs: Array(fixed[..<shape.outputs]), probabilities: Array(fixed[shape.outputs..<conditions]),
                identities: Array(fixed[conditions..<results]), chance: isWeighted ? fixed[results] : nil)
        }
        self.columns = columns
        accumulator = ShardAccumulator(shape: shape, columns: parts)
    }

    deinit {
        for column in columns { column.deallocate() }
    }

    func add(_ rows: [[Double]]) {
        for (position, row) in rows.enumerated() {
            for (column, value) in zip(columns, row) { column[position] = value }
        }
        accumulator.addLeaf(count: rows.count)
    }

    func finish() -> Summary { accumulator.finish() }
}

/// The summary of one column of an output, in leaves of 4,096; the other results are 0.
func summary(
    ofOutput values: [Double], limit shape: SummaryShape = SummaryShape(outputs: 1, probabilities: 0, identities: 0)
)
    -> Summary
{
    let recorder = LeafRecorder(shape: shape)
    let rest = Array(repeating: 0.0, count: shape.outputs + shape.probabilities + shape.identities - 1)
    for first in stride(from: 0, to: values.count, by: 4096) {
        recorder.add(values[first..<min(first + 4096, values.count)].map { [$0] + rest })
    }
    return recorder.finish()
}

/// Uniforms of one Philox stream.
func uniforms(seed: UInt64, replicate: Int = 0, count: Int) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    suanli_philox_uniforms(seed, UInt32(replicate), 0, count, &result)
    return result
}
