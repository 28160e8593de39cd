import BinaryCoding

/// Which input a stream belongs to, whatever the model around it: the first 64 bits of a SHA-256 of its name.
public struct StreamID: Hashable, Sendable {
    /// The 64 bits.
    public let word: UInt64

    /// The stream of the input called `name`.
    public init(input name: String) {
        word = firstWord(of: Array("suanli input \(name)".utf8))
    }

    /// A stream known by its bits.
    public init(word: UInt64) {
        self.word = word
    }
}

/// The Philox key of one stream under one seed: the first 64 bits of a SHA-256 of both.
public struct StreamKey: Hashable, Sendable {
    /// The key's two words, the first in the low half.
    public let word: UInt64

    /// The key of `stream` under `seed`.
    public init(seed: UInt64, stream: StreamID) {
        var writer = ByteWriter()
        writer.write(seed)
        writer.write(stream.word)
        word = firstWord(of: writer.bytes)
    }
}

private func firstWord(of content: [UInt8]) -> UInt64 {
    ContentDigest(of: content).bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
}
