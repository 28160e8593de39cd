public import BinaryCoding

/// One unit of work of a sensitivity analysis, evaluated whole: numbers in the places that ``SensitivityShape`` gives them.
/// What does not exist, such as the mean of an empty bin, is NaN, of which there is but one here.
public struct SensitivityPart: Hashable, Sendable {
    /// As many as the shape says.
    let values: [Double]

    private static let formatVersion: UInt8 = 1

    init(values: [Double]) {
        // Which NaN 0 / 0 gives is the machine's choice.
        self.values = values.map { $0.isNaN ? .nan : $0 }
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
        let canonical = Double.nan.bitPattern
        var numbers = reader
        for _ in 0..<count {
            let number = try numbers.readDouble()
            guard !number.isNaN || number.bitPattern == canonical else {
                throw .malformed("another NaN than the one that parts have")
            }
        }
        return reader
    }

    /// How many bytes part `part` takes, always.
    public static func byteCount(ofPart part: Int, shape: SensitivityShape) -> Int {
        1 + 8 * shape.valueCount(ofPart: part)
    }
}
