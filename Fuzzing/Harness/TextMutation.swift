/// Changes the text of a model as its author might, and as nobody would: by words, numbers, brackets and lines.
struct TextMutation {
    private var model: TextPieces
    private var random: SeededGenerator

    /// Starts from `text`.
    init(of text: UnsafeBufferPointer<UInt8>, seed: UInt64) {
        model = TextPieces(text)
        random = SeededGenerator(seed: seed)
    }

    /// What it came to.
    var text: [UInt8] { model.text }

    /// One change.
    mutating func step() {
        switch Int.random(in: 0..<18, using: &random) {
        case 0...2: renameWord()
        case 3...5: changeNumber()
        case 6: replaceWordByPhrase()
        case 7: insertPhrase()
        case 8...9: frameWord()
        case 10: remove()
        case 11...12: copyGroup(from: model)
        case 13: copyLine(from: model)
        case 14: moveLine()
        case 15...16: copyItem()
        default: replaceGroupByWord()
        }
    }

    /// Takes some brackets or lines of another text.
    mutating func take(from other: TextPieces) {
        if Bool.random(using: &random) { copyGroup(from: other) } else { copyLine(from: other) }
    }

    // MARK: Words

    /// Puts another word of the text in the place of one, mostly one that stands before the like: `:` or `(` or a space.
    private mutating func renameWord() {
        guard let place = model.words.randomElement(using: &random) else { return }
        let alike = model.words.filter { model.byte(behind: $0) == model.byte(behind: place) }
        let others = Int.random(in: 0..<8, using: &random) == 0 ? model.words : alike
        if let other = others.randomElement(using: &random) { model.pieces[place] = model.pieces[other] }
    }

    private static let numbers = [
        "0", "1", "2", "3", "10", "100", "1000", "65536", "1_000_000", "0.5", "0.05", "0.95", "1e-9", "1e-300",
        "1e300", "1.7e308", "5e-324", "50%", "99.99%", "100%", "1k", "2M", "3B", "2026", "9007199254740993",
        "9223372036854775807",
    ]

    private mutating func changeNumber() {
        guard let place = model.words.filter({ model.pieces[$0].isNumber }).randomElement(using: &random) else {
            return
        }
        let old = String(decoding: model.pieces[place].bytes, as: UTF8.self)
        let sign = Int.random(in: 0..<6, using: &random) == 0 ? "-" : ""
        let new =
            switch Int.random(in: 0..<3, using: &random) {
            case 0: Int(old).map { String($0 &+ Int.random(in: -2...2, using: &random)) } ?? old + "e3"
            case 1: String(Int.random(in: 0..<30, using: &random))
            default: Self.numbers.randomElement(using: &random) ?? "7"
            }
        model.pieces[place] = TextPieces.Piece(kind: .word, bytes: Array((sign + new).utf8))
    }

    private mutating func replaceWordByPhrase() {
        guard let place = model.words.randomElement(using: &random) else { return }
        model.pieces[place...place] = phrase()[...]
    }

    private mutating func insertPhrase() {
        let place = Int.random(in: 0...model.pieces.count, using: &random)
        model.pieces.insert(contentsOf: phrase(), at: place)
    }

    private mutating func phrase() -> [TextPieces.Piece] {
        TextPieces(Vocabulary.shared.phrases.randomElement(using: &random) ?? []).pieces
    }

    /// `x` becomes `sum(x, over: y)` and the like, and `(...)` too.
    private mutating func frameWord() {
        let whole = Bool.random(using: &random) ? model.groups.randomElement(using: &random) : nil
        guard let place = whole ?? model.words.randomElement(using: &random).map({ $0..<$0 + 1 }),
            let frame = Vocabulary.shared.frames.randomElement(using: &random)
        else { return }
        model.pieces.insert(contentsOf: TextPieces(frame.behind).pieces, at: place.upperBound)
        model.pieces.insert(contentsOf: TextPieces(frame.before).pieces, at: place.lowerBound)
    }

    // MARK: Brackets and lines

    private mutating func remove() {
        let place: Range<Int>? =
            switch Int.random(in: 0..<3, using: &random) {
            case 0: model.groups.randomElement(using: &random)
            case 1: model.lines.randomElement(using: &random)
            default: model.pieces.indices.randomElement(using: &random).map { $0..<min($0 + 3, model.pieces.count) }
            }
        if let place { model.pieces.removeSubrange(place) }
    }

    /// Puts what stands in brackets elsewhere in the place of others, mostly of the same kind.
    private mutating func copyGroup(from other: TextPieces) {
        guard let place = model.groups.randomElement(using: &random) else { return }
        let alike = other.groups.filter { other.pieces[$0.lowerBound].bytes == model.pieces[place.lowerBound].bytes }
        let sources = Int.random(in: 0..<8, using: &random) == 0 ? other.groups : alike
        guard let source = sources.randomElement(using: &random) else { return }
        model.pieces.replaceSubrange(place, with: other.pieces[source])
    }

    /// Puts one of the things that commas divide in brackets once more there, or in other brackets.
    private mutating func copyItem() {
        let groups = model.groups
        guard let source = groups.randomElement(using: &random),
            let other = groups.randomElement(using: &random),
            let item = model.items(in: source).randomElement(using: &random)
        else { return }
        let place = (Bool.random(using: &random) ? source : other).lowerBound + 1
        let comma = TextPieces.Piece(kind: .mark, bytes: [0x2C])
        let space = TextPieces.Piece(kind: .space, bytes: [0x20])
        model.pieces.insert(contentsOf: model.pieces[item] + [comma, space], at: place)
    }

    private mutating func replaceGroupByWord() {
        guard let place = model.groups.randomElement(using: &random),
            let word = model.words.randomElement(using: &random)
        else { return }
        model.pieces.replaceSubrange(place, with: [model.pieces[word]])
    }

    /// Copies up to three lines, often the first under another name.
    private mutating func copyLine(from other: TextPieces) {
        let lines = other.lines
        guard let first = lines.indices.randomElement(using: &random) else { return }
        let last = min(lines.count - 1, first + max(0, Int.random(in: -2...2, using: &random)))
        var copy = Array(other.pieces[lines[first].lowerBound..<lines[last].upperBound])
        if Bool.random(using: &random), let name = copy.firstIndex(where: { $0.kind == .word }) {
            let digit = UInt8.random(in: 0x30...0x39, using: &random)
            copy[name] = TextPieces.Piece(kind: .word, bytes: copy[name].bytes + [digit])
        }
        insert(copy)
    }

    private mutating func moveLine() {
        guard let source = model.lines.randomElement(using: &random) else { return }
        let line = Array(model.pieces[source])
        model.pieces.removeSubrange(source)
        insert(line)
    }

    /// Puts `line` before a line that is indented alike, mostly.
    private mutating func insert(_ line: [TextPieces.Piece]) {
        let start = line.first?.kind == .line ? [] : [TextPieces.Piece(kind: .line, bytes: [0x0A])]
        let line = start + line
        let alike = model.lines.filter { model.pieces[$0.lowerBound].bytes == line[0].bytes }
        let places = alike.isEmpty || Int.random(in: 0..<8, using: &random) == 0 ? model.lines : alike
        model.pieces.insert(contentsOf: line, at: places.randomElement(using: &random)?.lowerBound ?? 0)
    }
}
