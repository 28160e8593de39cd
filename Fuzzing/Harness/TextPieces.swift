/// The text of a model, cut where a mutation may cut it.
struct TextPieces {
    /// What a piece is.
    enum Kind {
        /// Letters, digits, `_`, with the point and per-cent sign of numbers.
        case word
        /// Spaces.
        case space
        /// A line break with the indentation behind it.
        case line
        /// A single other byte.
        case mark
    }

    /// A piece and what it is.
    struct Piece {
        let kind: Kind
        let bytes: [UInt8]

        /// Whether it reads as a number.
        var isNumber: Bool { kind == .word && bytes[0] >= 0x30 && bytes[0] <= 0x39 }

        /// A piece that nobody cuts further.
        init(kind: Kind, bytes: [UInt8]) {
            self.kind = kind
            self.bytes = bytes
        }
    }

    var pieces: [Piece] = []

    /// Cuts `text`.
    init(_ text: some Collection<UInt8>) {
        var rest = text[...]
        while let first = rest.first {
            let kind = Self.kind(of: first)
            let tail = rest.dropFirst()
            let end: Int =
                switch kind {
                case .word: tail.prefix { Self.kind(of: $0) == .word || $0 == 0x2E || $0 == 0x25 }.count
                case .space, .line: tail.prefix { $0 == 0x20 }.count
                case .mark: 0
                }
            pieces.append(Piece(kind: kind, bytes: Array(rest.prefix(1 + end))))
            rest = rest.dropFirst(1 + end)
        }
    }

    private static func kind(of byte: UInt8) -> Kind {
        switch byte {
        case 0x0A: .line
        case 0x20: .space
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: .word
        default: .mark
        }
    }

    /// The text again.
    var text: [UInt8] { pieces.flatMap(\.bytes) }

    /// Where the pieces of each line stand, the break before them included.
    var lines: [Range<Int>] {
        guard !pieces.isEmpty else { return [] }
        let starts = [0] + pieces.indices.dropFirst().filter { pieces[$0].kind == .line }
        return zip(starts, starts.dropFirst() + [pieces.count]).map { $0..<$1 }
    }

    /// Where what stands in brackets of any kind does, the brackets included; only what is closed.
    var groups: [Range<Int>] {
        var open: [Int] = []
        var groups: [Range<Int>] = []
        for index in pieces.indices where pieces[index].kind == .mark {
            switch pieces[index].bytes[0] {
            case 0x28, 0x5B, 0x7B: open.append(index)
            case 0x29, 0x5D, 0x7D: if let start = open.popLast() { groups.append(start..<index + 1) }
            default: break
            }
        }
        return groups
    }

    /// Where what commas divide stands in the brackets at `group`.
    func items(in group: Range<Int>) -> [Range<Int>] {
        var depth = 0
        var items: [Range<Int>] = []
        var start = group.lowerBound + 1
        for index in group.dropFirst() where pieces[index].kind == .mark {
            switch pieces[index].bytes[0] {
            case 0x28, 0x5B, 0x7B: depth += 1
            case 0x29, 0x5D, 0x7D:
                depth -= 1
                if depth < 0 { items.append(start..<index) }
            case 0x2C where depth == 0:
                items.append(start..<index)
                start = index + 1
            default: break
            }
        }
        return items
    }

    /// The positions of the pieces that are words and numbers.
    var words: [Int] { pieces.indices.filter { pieces[$0].kind == .word } }

    /// What the piece behind the one at `index` starts with.
    func byte(behind index: Int) -> UInt8? {
        index + 1 < pieces.count ? pieces[index + 1].bytes.first : nil
    }
}
