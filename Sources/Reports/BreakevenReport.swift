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
            case .none(let lowest, let highest):
                "\(probability) never crosses \(level): it \(stay(lowest, highest)) whatever \(input) is (\(searched))"
            case .several(let ranges):
                "\(probability) crosses \(level) more than once as \(input) grows, within "
                    + ranges.map(text).joined(separator: " and ") + "; --from and --to around one of them find it"
            case .undecided:
                "\(probability) cannot be told from \(level) whatever \(input) is (\(searched); more draws tell it closer)"
            case .undefined where isConditioned:
                "\(question.probability) has no value whatever \(input) is: it is undefined, or no draw fits what was observed "
                    + "(\(searched))"
            case .undefined: "\(probability) is undefined whatever \(input) is (\(searched))"
            }
        return style.wrapped(sentence.printable).joined(separator: "\n") + "\n"
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

    private var members: [JSONValue.Member] {
        var value: Figure?
        var ranges: [ClosedRange<Double>] = []
        switch answer {
        case .crossing(let figure, _): value = figure
        case .none, .undecided, .undefined: break
        case .several(let found): ranges = found
        }
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
            .init(key: "crossing", value: figure ?? .null),
            .init(
                key: "crossings_within",
                value: .array(ranges.map { .array([.number($0.lowerBound), .number($0.upperBound)]) })),
        ]
    }

    /// `crossing` is `null` where there is none, or several: then `crossings_within` says where each is.
    public var json: String { JSONValue.object(members).text }

    /// One row; an empty `value` where there is no one crossing.
    public var csv: String {
        var csv = CSVWriter(header: ["input", "element", "unit", "probability", "level", "value", "se"])
        var figure: Figure?
        if case .crossing(let found, _) = answer { figure = found }
        csv.append([
            .string(question.input), question.element.map { .string($0) } ?? .null, .string(unit),
            .string(question.probability), .number(question.level), figure.map { .number($0.value) } ?? .null,
            figure?.standardError.map { .number($0) } ?? .null,
        ])
        return csv.text
    }
}
