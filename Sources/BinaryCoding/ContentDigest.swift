import Crypto

/// The SHA-256 of canonical bytes (FIPS 180-4): the name of a plan, and the fingerprint of a result.
public struct ContentDigest: Hashable, Sendable, CustomStringConvertible {
    /// The 32 bytes of the hash.
    public let bytes: [UInt8]

    /// The hash of `content`, behind `head`.
    public init(of content: some Sequence<UInt8>, after head: [UInt8] = []) {
        var function = SHA256()
        function.update(data: head)
        // In place: what is hashed may be megabytes.
        let isContiguous: Void? = content.withContiguousStorageIfAvailable {
            function.update(bufferPointer: UnsafeRawBufferPointer($0))
        }
        if isContiguous == nil { function.update(data: Array(content)) }
        bytes = Array(function.finalize())
    }

    /// A hash received from elsewhere; `nil` unless it has 32 bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == SHA256.byteCount else { return nil }
        self.bytes = Array(bytes)
    }

    /// A hash from 64 hexadecimal digits; `nil` for anything else.
    public init?(hexadecimal text: String) {
        let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == 2 * SHA256.byteCount, text.utf8.count == digits.count else { return nil }
        bytes = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    /// 64 lower-case hexadecimal digits.
    public var description: String {
        let digits = Array("0123456789abcdef".utf8)
        let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
