public import ModelLanguage
import Statistics

/// Where a probability crosses a level, or why there is no one such place.
public struct BreakevenReport: Report {
    private let question: BreakevenSearch.Question
    private let range: ClosedRange<Double>
    private let unit: String
    private let isConditioned: Bool
    private let answer: BreakevenSearch.Answer

    /// A report of what `search` found.
    public init(_ question: BreakevenSearch.Question, search: BreakevenSearch, answer: BreakevenSearch.Answer) {
        self.question = question
        range = search.range
        unit = search.unit
        isConditioned = search.isConditioned
        self.answer = answer
    }

    /// Whether there is one crossing.
    public var isFound: Bool {
        if case .crossing = answer { true } else { false }
    }

    private var input: String { question.element.map { "\(question.input)[\($0)]" } ?? question.input }

    /// A sentence.
    public func table(_ style: TextStyle) -> String {
        let level = "\(NumberFormat.plain(question.level * 100))%"
        let searched = "\(text(range)) was searched; --from and --to search elsewhere"
        let probability = isConditioned ? "given what was observed, \(question.probability)" : question.probability
        let sentence =
            switch answer {
            case .crossing(let figure, let isRising):
                "\(probability) \(isRising ? "rises" : "falls") through \(level) at \(input) = " + text(figure, style)
            case .none(let lowest, let highest, let isPartial):
                "\(probability) is not seen to cross \(level): it \(stay(lowest, highest)) at "
                    + "\(isPartial ? "those" : "all") of \(BreakevenSearch.places) values of \(input) "
                    + "\(isPartial ? "at which it can be told from that" : "that were looked at") (\(searched))"
            case .several(let ranges):
                "\(probability) crosses \(level) more than once as \(input) grows, within "
                    + ranges.map(text).joined(separator: " and ") + "; --from and --to around one of them find it"
            case .hidden(let range):
                "\(probability) is on either side of \(level) at the ends of \(text(range)), but somewhere in between \(noValue); "
                    + "--from and --to on one side of that find what is there"
            case .undecided:
                "\(probability) cannot be told from \(level) whatever \(input) is (\(searched); more draws tell it closer)"
            case .undefined: "whatever \(input) is, \(noValue) (\(searched))"
            }
        return style.wrapped(sentence.printable).joined(separator: "\n") + "\n"
    }

    private var noValue: String {
        isConditioned
            ? "\(question.probability) is undefined, or too few draws fit what was observed"
            : "\(question.probability) is undefined"
    }

    private func stay(_ lowest: Double, _ highest: Double) -> String {
        let (low, high) = (percent(lowest), percent(highest))
        return low == high ? "stays at \(low)" : "stays between \(low) and \(high)"
    }

    private func text(_ figure: Figure, _ style: TextStyle) -> String {
        let rounded = NumberFormat.rounded(value: figure.value, standardError: figure.standardError)
        let error = rounded.error.isEmpty ? "" : " \(style.plusMinus)\(rounded.error)"
        let doubt = figure.isReliable && figure.standardError != nil ? "" : "?"
        return rounded.value + error + doubt + (unit == "1" ? "" : " \(unit)")
    }

    private func text(_ range: ClosedRange<Double>) -> String {
        "\(NumberFormat.plain(range.lowerBound)) to \(NumberFormat.plain(range.upperBound))"
            + (unit == "1" ? "" : " \(unit)")
    }

    private func percent(_ share: Double) -> String { "\(NumberFormat.plain(share * 100, digits: 3))%" }

    /// The word for the answer in JSON and CSV, the only crossing, and the ranges that hold one or several.
    private var parts: (answer: String, crossing: Figure?, ranges: [ClosedRange<Double>]) {
        switch answer {
        case .crossing(let figure, _): ("crossing", figure, [])
        case .none: ("none", nil, [])
        case .several(let found): ("several", nil, found)
        case .hidden(let range): ("hidden", nil, [range])
        case .undecided: ("undecided", nil, [])
        case .undefined: ("undefined", nil, [])
        }
    }

    private var members: [JSONValue.Member] {
        let (word, value, ranges) = parts
        let figure = value.map { JSONValue.object(ResultJSON.members(of: $0)) }
        return [
            .init(key: "version", value: .integer(1)),
            .init(key: "input", value: .string(question.input)),
            .init(key: "element", value: question.element.map { .string($0) } ?? .null),
            .init(key: "unit", value: .string(unit)),
            .init(key: "probability", value: .string(question.probability)),
            .init(key: "level", value: .number(question.level)),
            .init(key: "conditioned", value: .bool(isConditioned)),
            .init(key: "from", value: .number(range.lowerBound)),
            .init(key: "to", value: .number(range.upperBound)),
            .init(key: "answer", value: .string(word)),
            .init(key: "crossing", value: figure ?? .null),
            .init(
                key: "crossings_within",
                value: .array(ranges.map { .array([.number($0.lowerBound), .number($0.upperBound)]) })),
        ]
    }

    /// `answer` is `crossing`, `none`, `several`, `hidden` (somewhere within a range in which it has no value), `undecided` or `undefined`;
    /// `crossing` is `null` but for the first, and `crossings_within` says where several are, or what hides one.
    public var json: String { JSONValue.object(members).text }

    /// One row; an empty `value` where there is no one crossing, and `reliable` as in JSON.
    public var csv: String {
        var csv = CSVWriter(header: [
            "input", "element", "unit", "probability", "level", "value", "se", "answer", "conditioned", "reliable",
        ])
        let (word, figure, _) = parts
        csv.append([
            .string(question.input), question.element.map { .string($0) } ?? .null, .string(unit),
            .string(question.probability), .number(question.level), figure.map { .number($0.value) } ?? .null,
            figure?.standardError.map { .number($0) } ?? .null, .string(word), .bool(isConditioned),
            figure.map { .bool($0.isReliable && $0.standardError != nil) } ?? .null,
        ])
        return csv.text
    }
}
