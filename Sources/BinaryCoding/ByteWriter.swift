/// Appends values to a growing byte array in the project's one binary layout: little-endian, no padding, floating
/// point as IEEE 754 bits, lengths before what they count.
///
/// The bytes are canonical: equal values give equal bytes on every machine, so they can be hashed.
public struct ByteWriter: Sendable {
    /// What has been written so far.
    public private(set) var bytes: [UInt8] = []

    /// An empty writer.
    public init() {}

    /// Appends an integer, least significant byte first.
    public mutating func write<Value: FixedWidthInteger>(_ value: Value) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Appends the IEEE 754 bits of `value`, so that NaN payloads and signed zeros survive.
    public mutating func write(_ value: Double) {
        write(value.bitPattern)
    }

    /// Appends an unsigned integer in LEB128: seven bits a byte, low bits first, one to ten bytes.
    public mutating func writeVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Appends a count as a varint, then the UTF-8 bytes of `text`.
    public mutating func write(_ text: String) {
        let utf8 = Array(text.utf8)
        writeVarint(UInt64(utf8.count))
        bytes.append(contentsOf: utf8)
    }

    /// Appends a count as a varint, then the IEEE 754 bits of each value.
    public mutating func write(_ values: [Double]) {
        writeVarint(UInt64(values.count))
        for value in values { write(value) }
    }

    /// Appends bytes as they are, with no length before them.
    public mutating func writeRaw(_ raw: some Sequence<UInt8>) {
        bytes.append(contentsOf: raw)
    }
}
