/// Reads what ``ByteWriter`` wrote, trusting nothing: every read is bounds-checked and every count is compared with
/// the bytes that remain before memory is taken for it.
public struct ByteReader: Sendable {
    @usableFromInline let bytes: ArraySlice<UInt8>
    @usableFromInline var position: Int

    /// A reader at the first byte of `bytes`.
    public init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// A reader at the first byte of `bytes`.
    public init(_ bytes: [UInt8]) {
        self.init(bytes[...])
    }

    /// How many bytes have not been read.
    @inlinable public var remaining: Int { bytes.endIndex - position }

    /// The next integer, least significant byte first.
    /// - Throws: ``DecodingFailure/truncated`` when fewer bytes remain than the integer has.
    @inlinable
    public mutating func read<Value: FixedWidthInteger & BitwiseCopyable>(
        _ type: Value.Type = Value.self
    ) throws(DecodingFailure) -> Value {
        guard remaining >= MemoryLayout<Value>.size else { throw .truncated }
        let offset = position - bytes.startIndex
        position += MemoryLayout<Value>.size
        return Value(littleEndian: bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Value.self) })
    }

    /// The next double, from its IEEE 754 bits.
    /// - Throws: ``DecodingFailure/truncated``.
    @inlinable
    public mutating func readDouble() throws(DecodingFailure) -> Double {
        Double(bitPattern: try read(UInt64.self))
    }

    /// The next LEB128 integer, in its shortest form (so that equal values have equal bytes).
    /// - Throws: ``DecodingFailure/truncated``, or ``DecodingFailure/malformed(_:)`` for more than 64 bits or padding.
    @inlinable
    public mutating func readVarint() throws(DecodingFailure) -> UInt64 {
        // Nearly all are one byte long.
        if position < bytes.endIndex, bytes[position] < 0x80 {
            position += 1
            return UInt64(bytes[position - 1])
        }
        return try readLongVarint()
    }

    @usableFromInline
    mutating func readLongVarint() throws(DecodingFailure) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            let byte = try read(UInt8.self)
            let part = UInt64(byte & 0x7f)
            if shift == 63 && part > 1 { break }
            value |= part << shift
            if byte & 0x80 == 0 {
                if byte == 0 && shift > 0 { throw .malformed("a padded integer") }
                return value
            }
        }
        throw .malformed("an integer of more than 64 bits")
    }

    /// The next count, refused when what it counts, at `bytesEach` bytes or more apiece, could not fit in what remains.
    /// - Throws: ``DecodingFailure``.
    public mutating func readCount(bytesEach: Int) throws(DecodingFailure) -> Int {
        let count = try readVarint()
        guard count <= UInt64(remaining / max(1, bytesEach)) else { throw .truncated }
        return Int(count)
    }

    /// The next length-prefixed UTF-8 text.
    /// - Throws: ``DecodingFailure``; ill-formed UTF-8 is malformed.
    public mutating func readString() throws(DecodingFailure) -> String {
        let count = try readCount(bytesEach: 1)
        let slice = try readRaw(count)
        guard let text = String(validating: slice, as: UTF8.self) else { throw .malformed("text that is not UTF-8") }
        return text
    }

    /// The next length-prefixed array of doubles.
    /// - Throws: ``DecodingFailure``.
    public mutating func readDoubles() throws(DecodingFailure) -> [Double] {
        let count = try readCount(bytesEach: 8)
        return try readDoubles(count: count)
    }

    /// The next `count` doubles.
    /// - Throws: ``DecodingFailure/truncated``.
    public mutating func readDoubles(count: Int) throws(DecodingFailure) -> [Double] {
        guard count >= 0, count <= remaining / MemoryLayout<Double>.size else { throw .truncated }
        let raw = try readRaw(count * MemoryLayout<Double>.size)
        return raw.withUnsafeBytes { raw in
            (0..<count).map { index in
                let offset = index * MemoryLayout<Double>.size
                return Double(
                    bitPattern: UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            }
        }
    }

    /// The next `count` bytes as they are.
    /// - Throws: ``DecodingFailure/truncated``.
    public mutating func readRaw(_ count: Int) throws(DecodingFailure) -> ArraySlice<UInt8> {
        guard count >= 0, remaining >= count else { throw .truncated }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// Checks that nothing follows.
    /// - Throws: ``DecodingFailure/malformed(_:)`` when bytes remain.
    public func finish() throws(DecodingFailure) {
        guard remaining == 0 else { throw .malformed("\(remaining) bytes after the end") }
    }
}

/// Why bytes could not be read as what they should be.
public enum DecodingFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bytes end before the value does, or a count promises more than is there.
    case truncated
    /// The bytes are all there and mean nothing; the text says what was found.
    case malformed(String)

    /// One line, without a full stop.
    public var description: String {
        switch self {
        case .truncated: "the data ends too early"
        case .malformed(let what): "the data holds \(what)"
        }
    }
}
