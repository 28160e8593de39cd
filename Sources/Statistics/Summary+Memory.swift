extension Summary {
    /// What its parts and their histograms take as they lie in memory, room to grow and known bytes included; without the shape, which all
    /// summaries of a run share. O(outputs).
    public var byteCount: Int {
        parts.reduce(MemoryLayout<Summary>.size + (source.bytes?.count ?? 0)) { $0 + $1.byteCount }
    }
}

extension PartSummary {
    fileprivate var byteCount: Int {
        outputs.reduce(MemoryLayout<PartSummary>.stride) { $0 + $1.byteCount }
            + probabilities.count * MemoryLayout<ProbabilityTally>.stride
            + violations.count * MemoryLayout<UInt64>.stride
    }
}

extension OutputSummary {
    fileprivate var byteCount: Int {
        MemoryLayout<OutputSummary>.stride + histogram.buckets.capacity * MemoryLayout<Histogram.Bucket>.stride
    }
}
