import ModelLanguage
import Sampling
import Statistics
import Testing

/// The draws of a small model, by name.
struct ModelDraws {
    private let replay: DrawReplay

    /// The draws of the model that `sections` are, under one scenario.
    init(_ sections: String, scenario: String = "baseline", seed: UInt64 = 20_260_128) throws {
        let model = try Models.parse("suanli: 1\nname: test\n" + sections + "\n")
        replay = try DrawReplay(model, scenario: scenario, sampler: .philox, seed: seed)
    }

    /// Every number of one draw: of inputs, quantities, probabilities and identities.
    subscript(_ number: UInt64) -> [String: Double] {
        let draw = replay.draw(number)
        let values = draw.inputs + draw.quantities + draw.probabilities + draw.identities
        return Dictionary(values.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// The names of the elements of input or quantity `name`, in their order.
    func names(of name: String) -> [String] {
        let draw = replay.draw(0)
        return (draw.inputs + draw.quantities).map(\.name).filter { $0 == name || $0.hasPrefix(name + "[") }
    }

    /// The first draw of the elements of `name`, in their order.
    func values(of name: String) -> [Double] {
        let draw = replay.draw(0)
        return (draw.inputs + draw.quantities).filter { $0.name == name || $0.name.hasPrefix(name + "[") }.map(\.value)
    }

    /// The first `count` draws of each of `names`.
    func columns(_ names: [String], count: Int) throws -> [[Double]] {
        let first = replay.draw(0)
        let known = (first.inputs + first.quantities).map(\.name)
        let places = try names.map { try #require(known.firstIndex(of: $0), "there is no \($0)") }
        var columns = names.map { _ in [Double]() }
        for index in columns.indices { columns[index].reserveCapacity(count) }
        for number in 0..<UInt64(count) {
            let draw = replay.draw(number)
            for (index, place) in places.enumerated() {
                let value =
                    place < draw.inputs.count ? draw.inputs[place] : draw.quantities[place - draw.inputs.count]
                columns[index].append(value.value)
            }
        }
        return columns
    }

    /// The first `count` draws of one name.
    func column(_ name: String, count: Int) throws -> [Double] { try columns([name], count: count)[0] }
}

/// Figures of columns of draws.
enum Figures {
    static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    static func variance(_ values: [Double]) -> Double {
        let mean = mean(values)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }

    /// The product-moment correlation; of uniform draws that is the rank correlation.
    static func correlation(_ first: [Double], _ second: [Double]) -> Double {
        let (one, other) = (mean(first), mean(second))
        let covariance = zip(first, second).reduce(0) { $0 + ($1.0 - one) * ($1.1 - other) } / Double(first.count)
        return covariance / (variance(first) * variance(second)).squareRoot()
    }

    /// The place of each value among all in ascending order.
    static func ranks(_ values: [Double]) -> [Double] {
        var ranks = Array(repeating: 0.0, count: values.count)
        for (rank, index) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() {
            ranks[index] = Double(rank)
        }
        return ranks
    }
}
