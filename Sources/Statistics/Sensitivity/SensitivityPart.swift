public import BinaryCoding

/// One unit of work of a sensitivity analysis, evaluated whole: numbers in the places that ``SensitivityShape`` gives them.
/// What does not exist, such as the mean of an empty bin, is NaN, of which there is but one here.
public struct SensitivityPart: Hashable, Sendable {
    /// As many as the shape says.
    let values: [Double]

    private static let formatVersion: UInt8 = 1

    init(values: [Double]) {
        // Which NaN 0 / 0 gives is the machine's choice.
        self.values = values.contains(where: \.isNaN) ? values.map { $0.isNaN ? .nan : $0 } : values
    }

    /// The canonical bytes.
    public func encoded() -> [UInt8] {
        var writer = ByteWriter(capacity: 1 + 8 * values.count)
        writer.write(Self.formatVersion)
        writer.writeDoubles(values)
        return writer.bytes
    }

    /// Part `part` from its canonical bytes, which must be as many as it has.
    /// - Throws: `DecodingFailure`; before memory is taken.
    public init(decoding bytes: ArraySlice<UInt8>, part: Int, shape: SensitivityShape) throws(DecodingFailure) {
        var reader = try Self.checkedReader(bytes, part: part, shape: shape)
        values = try reader.readDoubles(count: shape.valueCount(ofPart: part))
    }

    /// Finds out whether `bytes` are part `part`, and does no more.
    /// - Throws: `DecodingFailure`.
    public static func check(_ bytes: ArraySlice<UInt8>, part: Int, shape: SensitivityShape) throws(DecodingFailure) {
        _ = try checkedReader(bytes, part: part, shape: shape)
    }

    /// A reader at the numbers of such bytes.
    private static func checkedReader(
        _ bytes: ArraySlice<UInt8>, part: Int, shape: SensitivityShape
    ) throws(DecodingFailure) -> ByteReader {
        guard (0..<shape.partCount).contains(part) else { throw .malformed("a part of an analysis that has none such") }
        let count = shape.valueCount(ofPart: part)
        guard bytes.count == Self.byteCount(ofPart: part, shape: shape) else {
            throw .malformed("\(bytes.count) bytes where \(count) numbers were due")
        }
        var reader = ByteReader(bytes)
        guard try reader.read(UInt8.self) == Self.formatVersion else { throw .malformed("a part of another version") }
        guard Self.areNaNsCanonical(bytes.dropFirst()) else {
            throw .malformed("another NaN than the one that parts have")
        }
        return reader
    }

    /// Without a branch a number: parts are checked on their way, by the megabyte.
    private static func areNaNsCanonical(_ bytes: ArraySlice<UInt8>) -> Bool {
        let (infinity, sign) = (Double.infinity.bitPattern, UInt64(1) << 63)
        let canonical = Double.nan.bitPattern
        return bytes.withUnsafeBytes { bytes in
            var others: UInt64 = 0
            for offset in stride(from: 0, to: bytes.count, by: 8) {
                let bits = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                others |= bits & ~sign > infinity && bits != canonical ? 1 : 0
            }
            return others == 0
        }
    }

    /// How many bytes part `part` takes, always.
    public static func byteCount(ofPart part: Int, shape: SensitivityShape) -> Int {
        1 + 8 * shape.valueCount(ofPart: part)
    }
}
