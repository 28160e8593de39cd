/// Appends values to a growing byte array in the project's one binary layout: little-endian, no padding, floating
/// point as IEEE 754 bits, lengths before what they count.
///
/// The bytes are canonical: equal values give equal bytes on every machine, so they can be hashed.
public struct ByteWriter: Sendable {
    /// What has been written so far.
    public private(set) var bytes: [UInt8] = []

    /// An empty writer, with room for as many bytes as it is known to take.
    public init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

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
        bytes.append(addingCapacity: ByteWriter.longestVarint) { $0.appendVarint(value) }
    }

    /// The most bytes a varint takes.
    public static let longestVarint = 10

    /// Appends what `body` puts into the span, at most `count` bytes: the way to write millions of small numbers.
    public mutating func write(atMost count: Int, _ body: (inout OutputSpan<UInt8>) -> Void) {
        bytes.append(addingCapacity: count, initializingWith: body)
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
        writeDoubles(values)
    }

    /// Appends the IEEE 754 bits of each value, with no count before them.
    public mutating func writeDoubles(_ values: [Double]) {
        let words = values.map { $0.bitPattern.littleEndian }
        words.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    /// Appends bytes as they are, with no length before them.
    public mutating func writeRaw(_ raw: some Sequence<UInt8>) {
        bytes.append(contentsOf: raw)
    }
}

extension OutputSpan where Element == UInt8 {
    /// Appends as ``ByteWriter/writeVarint(_:)`` does.
    @inlinable
    public mutating func appendVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    /// Appends an integer as ``ByteWriter/write(_:)`` does.
    @inlinable
    public mutating func appendWord(_ value: UInt64) {
        var rest = value
        for _ in 0..<8 {
            append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }
}
