public import BinaryCoding

/// One unit of work of a sensitivity analysis, evaluated whole: numbers in the places that ``SensitivityShape`` gives them.
/// What does not exist, such as the mean of an empty bin, is NaN.
public struct SensitivityPart: Hashable, Sendable {
    /// As many as the shape says.
    let values: [Double]

    private static let formatVersion: UInt8 = 1

    init(values: [Double]) {
        self.values = values
    }

    /// The canonical bytes.
    public func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.formatVersion)
        writer.writeDoubles(Self.canonical(values))
        return writer.bytes
    }

    /// Part `part` from its bytes, which must be as many as it has.
    /// - Throws: `DecodingFailure`; before memory is taken.
    public init(decoding bytes: ArraySlice<UInt8>, part: Int, shape: SensitivityShape) throws(DecodingFailure) {
        guard (0..<shape.partCount).contains(part) else { throw .malformed("a part of an analysis that has none such") }
        let count = shape.valueCount(ofPart: part)
        guard bytes.count == Self.byteCount(ofPart: part, shape: shape) else {
            throw .malformed("\(bytes.count) bytes where \(count) numbers were due")
        }
        var reader = ByteReader(bytes)
        guard try reader.read(UInt8.self) == Self.formatVersion else { throw .malformed("a part of another version") }
        values = Self.canonical(try reader.readDoubles(count: count))
    }

    /// Which NaN 0 / 0 gives is the machine's choice.
    private static func canonical(_ values: [Double]) -> [Double] { values.map { $0.isNaN ? .nan : $0 } }

    /// How many bytes part `part` takes, always.
    public static func byteCount(ofPart part: Int, shape: SensitivityShape) -> Int {
        1 + 8 * shape.valueCount(ofPart: part)
    }
}
