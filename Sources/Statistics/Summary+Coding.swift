public import BinaryCoding
import CKernels

extension Summary {
    private static let formatVersion: UInt8 = 2

    /// The canonical bytes: equal summaries have equal bytes. Bucket keys are stored as differences.
    public func encoded() -> [UInt8] {
        if let known = source.bytes { return known }
        var writer = ByteWriter()
        writer.write(Self.formatVersion)
        writer.writeVarint(draws)
        for (part, isWeighted) in zip(parts, shape.weighted) {
            if isWeighted { part.weight.encode(into: &writer) }
            for output in part.outputs { output.encode(into: &writer) }
            for tally in part.probabilities {
                writer.writeVarint(tally.hits)
                writer.writeVarint(tally.undefined)
            }
            for count in part.violations { writer.writeVarint(count) }
        }
        return writer.bytes
    }

    /// The summary in `bytes`, checked to be one that draws could have given: counts that add up, buckets in order, values
    /// in their buckets, nothing left over.
    /// - Parameter keepsBytes: whether it is to remember these bytes, to be written again as it is.
    /// - Throws: `DecodingFailure`.
    public init(
        decoding bytes: ArraySlice<UInt8>, shape: SummaryShape, keepsBytes: Bool = false
    ) throws(DecodingFailure) {
        var reader = ByteReader(bytes)
        guard try reader.read(UInt8.self) == Self.formatVersion else {
            throw .malformed("a summary of another version")
        }
        self.init(shape: shape)
        draws = try reader.readVarint()
        guard draws <= DrawLayout.maximumDraws else { throw .malformed("more draws than a run may have") }
        for (index, isWeighted) in shape.weighted.enumerated() {
            let weight = isWeighted ? try WeightTally(decoding: &reader, draws: draws) : WeightTally(draws: draws)
            try parts[index].decode(from: &reader, draws: draws, weight: weight)
        }
        try reader.finish()
        if keepsBytes { source.bytes = Array(bytes) }
    }
}

extension PartSummary {
    fileprivate mutating func decode(
        from reader: inout ByteReader, draws: UInt64, weight: WeightTally
    ) throws(DecodingFailure) {
        self.weight = weight
        for index in outputs.indices { try outputs[index].decode(from: &reader, draws: weight.sum) }
        for index in probabilities.indices {
            let hits = try reader.readVarint()
            let undefined = try reader.readVarint()
            guard hits <= weight.sum, undefined <= weight.sum - hits else { throw .malformed("more hits than draws") }
            probabilities[index].hits = hits
            probabilities[index].undefined = undefined
        }
        for index in violations.indices {
            violations[index] = try reader.readVarint()
            guard violations[index] <= draws else { throw .malformed("more violations than draws") }
        }
    }
}

extension WeightTally {
    fileprivate func encode(into writer: inout ByteWriter) {
        writer.writeVarint(sum)
        writer.write(UInt64(truncatingIfNeeded: squares))
        // A sum of squares leaves the highest bit free, which says whether draws are capped: they seldom are.
        writer.write(UInt64(truncatingIfNeeded: squares >> 64) | (capped > 0 ? Self.cappedFlag : 0))
        writer.writeVarint(undefined)
        if capped > 0 { writer.writeVarint(capped) }
    }

    private static let cappedFlag: UInt64 = 1 << 63

    /// What the weights of `draws` draws could come to.
    fileprivate init(decoding reader: inout ByteReader, draws: UInt64) throws(DecodingFailure) {
        self.init()
        sum = try reader.readVarint()
        let (low, high) = (try reader.read(UInt64.self), try reader.read(UInt64.self))
        squares = UInt128(low) | UInt128(high & ~Self.cappedFlag) << 64
        undefined = try reader.readVarint()
        if high & Self.cappedFlag != 0 {
            capped = try reader.readVarint()
            guard capped > 0, capped <= draws, undefined <= draws - capped else {
                throw .malformed("more capped draws than there are")
            }
        }
        guard draws <= DrawWeight.maximumDraws, undefined <= draws, sum <= (draws - undefined) * DrawWeight.one else {
            throw .malformed("more weight than draws can have")
        }
        // Cauchy's inequality on one side, the largest weight on the other.
        let whole = UInt128(sum)
        guard squares <= whole * UInt128(DrawWeight.one), squares >= whole * whole / UInt128(max(draws, 1)) else {
            throw .malformed("squares of weights that do not fit their sum")
        }
    }
}

extension OutputSummary {
    fileprivate func encode(into writer: inout ByteWriter) {
        writer.writeVarint(moments.count)
        writer.writeVarint(notFinite)
        for value in [moments.mean, moments.squares, moments.minimum, moments.maximum] { writer.write(value) }
        writer.writeVarint(moments.atMinimum)
        writer.writeVarint(moments.atMaximum)
        histogram.encode(into: &writer)
    }

    /// `draws` is what all draws count.
    fileprivate mutating func decode(from reader: inout ByteReader, draws: UInt64) throws(DecodingFailure) {
        moments.count = try reader.readVarint()
        notFinite = try reader.readVarint()
        guard moments.count <= draws, notFinite == draws - moments.count else {
            throw .malformed("finite and other values that do not add up to the draws")
        }
        moments.mean = try reader.readDouble()
        moments.squares = try reader.readDouble()
        moments.minimum = try reader.readDouble()
        moments.maximum = try reader.readDouble()
        moments.atMinimum = try reader.readVarint()
        moments.atMaximum = try reader.readVarint()
        if moments.count == 0 {
            let empty = Moments()
            guard moments == empty else { throw .malformed("moments of nothing") }
        } else {
            guard moments.minimum.isFinite, moments.maximum.isFinite, moments.minimum <= moments.maximum else {
                throw .malformed("a range out of order")
            }
            guard moments.minimum <= moments.mean, moments.mean <= moments.maximum, moments.squares >= 0 else {
                throw .malformed("a mean out of range or squares below zero")
            }
            guard moments.areEndsCounted else { throw .malformed("more draws at the ends of a range than there are") }
        }
        histogram = try Histogram(decoding: &reader, limit: histogram.limit, center: histogram.center)
        guard try histogram.checkedCount() == moments.count else {
            throw .malformed("a histogram that does not add up to its count")
        }
        guard moments.count == 0 || histogram.spans(from: moments.minimum, to: moments.maximum) else {
            throw .malformed("a histogram that does not end where its range does")
        }
    }
}

extension Moments {
    /// Whether the counts at both ends can be: at least one each, together no more than all, all where the ends are one.
    fileprivate var areEndsCounted: Bool {
        guard (1...count).contains(atMinimum), (1...count).contains(atMaximum) else { return false }
        return minimum == maximum ? atMinimum == count && atMaximum == count : atMinimum <= count - atMaximum
    }
}

extension Histogram {
    fileprivate func encode(into writer: inout ByteWriter) {
        writer.write(UInt8(shift))
        writer.writeVarint(zeros)
        writer.writeVarint(UInt64(buckets.count))
        writer.write(atMost: buckets.count * (2 * ByteWriter.longestVarint + 8)) { out in
            var previous: UInt32 = 0
            for bucket in buckets {
                out.appendVarint(UInt64(bucket.key - previous))
                previous = bucket.key
                // The lowest bit of the count says whether a value follows.
                out.appendVarint(bucket.count << 1 | (bucket.only != 0 ? 1 : 0))
                if bucket.only != 0 { out.appendWord(bucket.only) }
            }
        }
    }

    fileprivate init(decoding reader: inout ByteReader, limit: Int, center: Double) throws(DecodingFailure) {
        let shift = Int(try reader.read(UInt8.self))
        guard (Self.finestShift...Self.coarsestShift).contains(shift) else {
            throw .malformed("a histogram of an unknown resolution")
        }
        let zeros = try reader.readVarint()
        let bucketCount = try reader.readCount(bytesEach: 2)
        guard bucketCount <= limit else { throw .malformed("\(bucketCount) buckets where \(limit) are allowed") }
        var buckets: [Bucket] = []
        buckets.reserveCapacity(bucketCount)
        var key: UInt64 = 0
        for position in 0..<bucketCount {
            let step = try reader.readVarint()
            guard position == 0 || step > 0, step < 1 << 22, (key + step) >> UInt64(64 - shift) == 0 else {
                throw .malformed("buckets out of order")
            }
            key += step
            let packed = try reader.readVarint()
            let only = packed & 1 == 1 ? try reader.read(UInt64.self) : 0
            let isHome = packed & 1 == 0 || Self.key(ofBits: only, center: center, shift: shift) == key
            guard packed >> 1 > 0, isHome, packed & 1 == 0 || only != 0 else {
                throw .malformed("a bucket that cannot be")
            }
            buckets.append(Bucket(key: UInt32(key), count: packed >> 1, only: only))
        }
        self.init(limit: limit, center: center, shift: shift, buckets: buckets, zeros: zeros)
    }

    private static func key(ofBits bits: UInt64, center: Double, shift: Int) -> UInt64? {
        let value = Double(bitPattern: bits)
        guard value.isFinite, value != center, bits != 0 else { return nil }
        return suanli_histogram_key(value - center) >> UInt64(shift)
    }

    /// Whether the smallest and largest occupied places are those of `minimum` and `maximum`.
    fileprivate func spans(from minimum: Double, to maximum: Double) -> Bool {
        let zero = suanli_histogram_key(0) >> UInt64(shift)
        // In order.
        var places = [buckets.first, buckets.last].compactMap { $0.map { UInt64($0.key) } }
        if zeros > 0 {
            // At the coarsest resolutions zero shares its key with the smallest positive numbers; the range tells.
            if minimum > center || maximum < center { return false }
            places.append(zero)
        }
        let ends = [minimum, maximum].map { $0 == center ? zero : suanli_histogram_key($0 - center) >> UInt64(shift) }
        guard let least = places.min(), let most = places.max() else { return false }
        return least == ends[0] && most == ends[1]
    }

    fileprivate func checkedCount() throws(DecodingFailure) -> UInt64 {
        var total = zeros
        for bucket in buckets {
            let (sum, overflow) = total.addingReportingOverflow(bucket.count)
            guard !overflow else { throw .malformed("more draws than can be counted") }
            total = sum
        }
        return total
    }
}
