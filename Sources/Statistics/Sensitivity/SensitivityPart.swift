public import BinaryCoding

/// One unit of work of a sensitivity analysis, evaluated whole: numbers in the places that ``SensitivityShape`` gives them.
/// What does not exist, such as the mean of an empty bin, is NaN, of which there is but one here.
public struct SensitivityPart: Hashable, Sendable {
    /// As many as the shape says.
    let numbers: [Double]
    /// Means of outputs over the bins of factors, as many as the shape says: how far each lies from the mean of all, in the output's
    /// standard deviations. Rounding takes less than a ten-millionth of that, and differs from replicate to replicate, so that errors
    /// tell of it.
    let means: [Float]

    private static let formatVersion: UInt8 = 2

    init(numbers: [Double], means: [Float] = []) {
        // Which NaN 0 / 0 gives is the machine's choice.
        self.numbers = numbers.contains(where: \.isNaN) ? numbers.map { $0.isNaN ? .nan : $0 } : numbers
        self.means = means.contains(where: \.isNaN) ? means.map { $0.isNaN ? .nan : $0 } : means
    }

    /// The canonical bytes.
    public func encoded() -> [UInt8] {
        var writer = ByteWriter(capacity: Self.byteCount(numbers: numbers.count, means: means.count))
        writer.write(Self.formatVersion)
        writer.writeDoubles(numbers)
        writer.writeFloats(means)
        return writer.bytes
    }

    /// Part `part` from its canonical bytes, which must be as many as it has.
    /// - Throws: `DecodingFailure`; before memory is taken.
    public init(decoding bytes: ArraySlice<UInt8>, part: Int, shape: SensitivityShape) throws(DecodingFailure) {
        try Self.check(bytes, part: part, shape: shape)
        var reader = ByteReader(bytes.dropFirst())
        numbers = try reader.readDoubles(count: shape.numberCount(ofPart: part))
        means = try reader.readFloats(count: shape.meanCount(ofPart: part))
    }

    /// Finds out whether `bytes` are part `part`, and does no more.
    /// - Throws: `DecodingFailure`.
    public static func check(_ bytes: ArraySlice<UInt8>, part: Int, shape: SensitivityShape) throws(DecodingFailure) {
        guard (0..<shape.partCount).contains(part) else { throw .malformed("a part of an analysis that has none such") }
        let due = byteCount(ofPart: part, shape: shape)
        guard bytes.count == due else { throw .malformed("\(bytes.count) bytes where \(due) were due") }
        guard bytes.first == formatVersion else { throw .malformed("a part of another version") }
        let numbers = bytes.dropFirst().prefix(8 * shape.numberCount(ofPart: part))
        guard areNaNsCanonical(numbers, UInt64.self, infinity: Double.infinity.bitPattern, nan: Double.nan.bitPattern),
            areNaNsCanonical(
                bytes[numbers.endIndex...], UInt32.self, infinity: Float.infinity.bitPattern, nan: Float.nan.bitPattern)
        else { throw .malformed("another NaN than the one that parts have") }
    }

    /// Without a branch a number: parts are checked on their way, by the megabyte.
    private static func areNaNsCanonical<Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ bytes: ArraySlice<UInt8>, _ type: Bits.Type, infinity: Bits, nan: Bits
    ) -> Bool {
        let magnitude = Bits.max >> 1
        return bytes.withUnsafeBytes { bytes in
            var others: Bits = 0
            for offset in stride(from: 0, to: bytes.count, by: MemoryLayout<Bits>.size) {
                let bits = Bits(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Bits.self))
                others |= bits & magnitude > infinity && bits != nan ? 1 : 0
            }
            return others == 0
        }
    }

    /// How many bytes part `part` takes, always.
    public static func byteCount(ofPart part: Int, shape: SensitivityShape) -> Int {
        byteCount(numbers: shape.numberCount(ofPart: part), means: shape.meanCount(ofPart: part))
    }

    private static func byteCount(numbers: Int, means: Int) -> Int { 1 + 8 * numbers + 4 * means }
}
