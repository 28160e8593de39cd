import Foundation
import Yams

/// Where a long-running process takes its settings from: flags over `SUANLI_*` variables over the configuration file.
///
/// Keys are those of the file, such as `lease_duration`; the variable of that key is `SUANLI_LEASE_DURATION`.
struct Settings {
    private let file: [String: String]
    private let fileName: String
    private let environment: [String: String]

    /// Files beyond this are no configuration.
    private static let maximumFileBytes = 1 << 20

    /// Settings with the file at `path`, if one is given, which may have the keys `known` and no others.
    init(file path: String?, known: [String], environment: [String: String] = ProcessInfo.processInfo.environment)
        throws(CommandFailure)
    {
        self.environment = environment
        fileName = path ?? ""
        file = try path.map { path throws(CommandFailure) in try Self.load(path, known: known) } ?? [:]
    }

    /// The text of a setting and where it came from, `nil` where it is set nowhere.
    private func text(_ key: String, flag: String?) -> (text: String, origin: String)? {
        if let flag { return (flag, "--\(key.replacing("_", with: "-"))") }
        let variable = "SUANLI_\(key.uppercased())"
        if let value = environment[variable], !value.isEmpty { return (value, variable) }
        return file[key].map { ($0, "\(fileName): \(key)") }
    }

    /// A setting as text.
    func string(_ key: String, flag: String? = nil) -> String? {
        text(key, flag: flag)?.text
    }

    /// A setting that `parse` understands, described as `form` for those who write one that it does not.
    func value<Value>(
        _ key: String, flag: String? = nil, form: String, parse: (String) -> Value?
    ) throws(CommandFailure) -> Value? {
        guard let (text, origin) = text(key, flag: flag) else { return nil }
        guard let value = parse(text) else {
            throw CommandFailure(
                flag == nil ? .badInput : .usage, "error: \(origin): \"\(text)\" is not \(form)")
        }
        return value
    }

    /// A whole number within `range`.
    func integer(_ key: String, flag: String? = nil, in range: ClosedRange<Int>) throws(CommandFailure) -> Int? {
        try value(key, flag: flag, form: "a whole number from \(range.lowerBound) to \(range.upperBound)") {
            Int($0).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A time in seconds within `range`.
    func duration(_ key: String, in range: ClosedRange<Double>) throws(CommandFailure) -> Duration? {
        try value(key, form: "a time in seconds from \(range.lowerBound) to \(range.upperBound)") {
            Double($0).flatMap { range.contains($0) ? Duration.seconds($0) : nil }
        }
    }

    private static func load(_ path: String, known: [String]) throws(CommandFailure) -> [String: String] {
        let bytes = try InputFile.read(path, limit: maximumFileBytes)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(.badInput, "\(path): error: the file is not UTF-8 text")
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw CommandFailure(.badInput, "\(path): error: not YAML: \(error)")
        }
        guard let node, node != Node("") else { return [:] }
        guard let mapping = node.mapping else {
            throw CommandFailure(.badInput, "\(path): error: the file must be a list of \"key: value\" lines")
        }
        var settings: [String: String] = [:]
        for (key, value) in mapping {
            let name = key.string ?? "?"
            let place = "\(path):\(key.mark?.line ?? 1):\(key.mark?.column ?? 1)"
            guard known.contains(name) else {
                throw CommandFailure(
                    .badInput,
                    "\(place): error: unknown setting \"\(name)\"; known are \(known.joined(separator: ", "))")
            }
            guard let scalar = value.scalar?.string else {
                throw CommandFailure(.badInput, "\(place): error: \"\(name)\" must be a single value")
            }
            settings[name] = scalar
        }
        return settings
    }
}
