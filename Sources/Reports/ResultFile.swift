public import BinaryCoding
import Foundation
public import Scheduling
import Statistics

/// A result that stands on its own: the contract's JSON with one more key, `source`, which holds the model and what else it
/// takes to compute the result again.
public struct ResultFile: Sendable {
    /// The largest file that is read: a model of 10 MB, however it is escaped.
    public static let maximumBytes = 64 << 20

    /// Which run it was.
    public let run: RunID
    /// What the submitter called it; may be empty.
    public let label: String
    /// The model file's name.
    public let fileName: String
    /// The model file as submitted; its hash is the one that the result names.
    public let modelText: [UInt8]
    /// Which of the model's scenarios.
    public let scenario: String
    /// The sampler's name.
    public let sampler: String
    /// The seed of every stream.
    public let seed: UInt64
    /// Draws that were asked for, as many as a run may have.
    public let draws: UInt64
    /// Where the run stood.
    public let state: RunState
    /// The part of the draws that was merged, `0...1`.
    public let merged: Double
    /// The fingerprint of the result.
    public let digest: ContentDigest
    /// The digest of the plan that was evaluated.
    public let plan: ContentDigest
    /// The version of the kernels that evaluated it.
    public let kernelVersion: String

    private let content: JSONValue

    /// The text of the file that holds `result` of `run`.
    /// - Throws: ``ReportFailure`` when the model's text is not UTF-8, which JSON cannot hold.
    public static func encode(
        _ result: RunResult, of run: RunDescription, fileName: String
    ) throws(ReportFailure) -> String {
        guard let text = String(validating: run.modelText, as: UTF8.self) else {
            throw ReportFailure("the model of run \(run.id) is not UTF-8 text, which a result file cannot hold")
        }
        let source = JSONValue.object([
            "file": .string(fileName), "label": .string(run.label), "text": .string(text),
            "kernel": .string(run.kernelVersion),
            "plan": .string(ContentDigest(of: run.plan).description),
        ])
        return JSONValue.object(ResultJSON.members(of: result) + [.init(key: "source", value: source)]).text
    }

    /// The result file in `bytes`.
    /// - Throws: ``ReportFailure`` for a file that is too large, is not one, or whose model is not the one that it names.
    public init(decoding bytes: [UInt8]) throws(ReportFailure) {
        guard bytes.count <= Self.maximumBytes else {
            throw ReportFailure("a result file has at most \(Self.maximumBytes >> 20) MB")
        }
        let content = try Self.parse(bytes)
        let fields = ResultFileFields(content: content)
        guard content["version"] == .integer(1) else {
            throw ReportFailure("not a result file of version 1; write one with --output")
        }
        run = try fields.value("run", form: "a run id", RunID.init)
        label = try fields.string("source", "label")
        scenario = try fields.string("scenario")
        sampler = try fields.string("sampler")
        seed = try fields.integer("seed")
        draws = try fields.integer("draws")
        guard DrawLayout(draws: draws) != nil else {
            throw ReportFailure("\"draws\" is not between 1 and \(DrawLayout.maximumDraws)")
        }
        state = try fields.value("state", form: "the state of a run", RunState.init(rawValue:))
        merged = try fields.share("merged")
        digest = try fields.value("digest", form: "a digest", ContentDigest.init(hexadecimal:))
        fileName = try fields.string("source", "file")
        modelText = Array(try fields.string("source", "text").utf8)
        plan = try fields.value("source", "plan", form: "a digest", ContentDigest.init(hexadecimal:))
        kernelVersion = try fields.string("source", "kernel")
        let named = try fields.value("model", "digest", form: "a digest", ContentDigest.init(hexadecimal:))
        guard ContentDigest(of: modelText) == named else {
            throw ReportFailure("the model in the file is not the one that the result names: the file has been changed")
        }
        self.content = content
    }

    private static func parse(_ bytes: [UInt8]) throws(ReportFailure) -> JSONValue {
        do {
            return try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
        } catch {
            throw ReportFailure("not a result file: it is not well-formed JSON")
        }
    }

    /// Where the file's figures first differ from those of `result`, such as `outputs.ratio.mean.value`; `nil` where they
    /// are the same to the last bit. The digest cannot tell: who changes a figure can leave the digest.
    public func firstDifference(from result: RunResult) -> String? {
        for figure in ResultJSON.figures(of: result) {
            let here = content[figure.key] ?? .null
            if let place = here.firstDifference(from: figure.value, at: figure.key) { return place }
        }
        return nil
    }
}

/// Reads the members of a result file.
private struct ResultFileFields {
    let content: JSONValue

    private func failure(_ path: [String], _ form: String) -> ReportFailure {
        ReportFailure("not a result file: \"\(path.joined(separator: "."))\" is missing or is not \(form)")
    }

    private func member(_ path: [String]) -> JSONValue? {
        path.reduce(content) { $0?[$1] }
    }

    func string(_ path: String...) throws(ReportFailure) -> String {
        guard case .string(let text)? = member(path) else { throw failure(path, "text") }
        return text
    }

    func value<Value>(
        _ path: String..., form: String, _ parse: (String) -> Value?
    ) throws(ReportFailure) -> Value {
        guard case .string(let text)? = member(path), let value = parse(text) else { throw failure(path, form) }
        return value
    }

    func integer(_ path: String...) throws(ReportFailure) -> UInt64 {
        guard case .integer(let value)? = member(path) else { throw failure(path, "a whole number") }
        return value
    }

    func share(_ path: String...) throws(ReportFailure) -> Double {
        guard let value = member(path)?.double, (0...1).contains(value) else { throw failure(path, "between 0 and 1") }
        return value
    }
}

extension JSONValue {
    /// A number of either kind.
    fileprivate var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value) where value.isFinite: value
        default: nil
        }
    }

    /// The path of the first part in which two values differ, whatever the order of their keys; a number is its bits.
    fileprivate func firstDifference(from other: JSONValue, at path: String) -> String? {
        switch (self, other) {
        case (.object(let here), .object(let there)):
            let keys = Set(here.map(\.key)).union(there.map(\.key)).sorted()
            for key in keys {
                guard let left = self[key], let right = other[key] else { return "\(path).\(key)" }
                // What decides an output is no part of what a digest vouches for, and is not computed again.
                if key == "sensitivity", right == .null { continue }
                if let place = left.firstDifference(from: right, at: "\(path).\(key)") { return place }
            }
            return nil
        case (.array(let here), .array(let there)):
            guard here.count == there.count else { return path }
            for (index, pair) in zip(here, there).enumerated() {
                if let place = pair.0.firstDifference(from: pair.1, at: "\(path)[\(index)]") { return place }
            }
            return nil
        default:
            return isSame(as: other) ? nil : path
        }
    }

    private func isSame(as other: JSONValue) -> Bool {
        if let here = double, let there = other.double { return here.bitPattern == there.bitPattern }
        return (self == other) || (isAbsent && other.isAbsent)
    }

    /// Whether it is written as `null`.
    private var isAbsent: Bool {
        if case .number(let value) = self { return !value.isFinite }
        return self == .null
    }
}
