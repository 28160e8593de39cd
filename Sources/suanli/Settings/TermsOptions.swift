import ArgumentParser
import Foundation
import Scheduling

/// How a submitted run is scheduled.
struct TermsOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Serve it before every run of a lower number, -100 to 100. Runs of one number share the workers fairly among those who submitted them.",
            valueName: "number"))
    var priority = 0

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Have this part of the shards computed twice, by different workers, and stop the run if they differ: 1% or 0.01.",
            valueName: "share"), transform: CheckedShare.parse)
    var spotCheck = CheckedShare(0)

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Stop the run when it was computed for so long; what is merged stays readable: 90s, 10m, 2h.",
            valueName: "time"), transform: TimeLimit.parse)
    var maxTime: TimeLimit?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How many of its shards may be out at once.", valueName: "number"))
    var maxSlots: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Stop the run when the coordinator holds more of it in memory than this: model, plan, and summaries that are merged and not yet joined; what is merged stays readable: 512MB, 2GB.",
            valueName: "size"), transform: MemoryLimit.parse)
    var maxMemory: MemoryLimit?

    func validate() throws {
        guard RunTerms.priorities.contains(priority) else {
            throw ValidationError("--priority is between -100 and 100")
        }
        guard maxSlots.map({ (1...RunTerms.slotLimit).contains($0) }) ?? true else {
            throw ValidationError("--max-slots is between 1 and \(RunTerms.slotLimit)")
        }
    }

    /// The terms, of whoever runs this program.
    var terms: RunTerms {
        var terms = RunTerms()
        terms.priority = priority
        terms.submitter = String("\(NSUserName())@\(ProcessInfo.processInfo.hostName)".prefix(200))
        terms.spotCheck = spotCheck.share
        terms.maximumSeconds = maxTime?.seconds
        terms.maximumSlots = maxSlots
        terms.maximumBytes = maxMemory?.bytes
        return terms
    }
}

/// A part of the shards as people write it.
struct CheckedShare: Sendable {
    let share: Double

    init(_ share: Double) {
        self.share = share
    }

    /// The share that `argument` stands for: a number from 0 to 1, or per cent.
    /// - Throws: `ValidationError` that says what shares there are.
    static func parse(_ argument: String) throws -> CheckedShare {
        let isPercentage = argument.hasSuffix("%")
        let number = Double(isPercentage ? String(argument.dropLast()) : argument).map { isPercentage ? $0 / 100 : $0 }
        guard let number, (0...1).contains(number) else {
            throw ValidationError("\"\(argument)\" is no share; write one from 0 to 1, or 0% to 100%")
        }
        return CheckedShare(number)
    }
}

/// A time as people write it.
struct TimeLimit: Sendable {
    let seconds: Double

    /// The time that `argument` stands for: seconds, or with a unit.
    /// - Throws: `ValidationError` that says what times there are.
    static func parse(_ argument: String) throws -> TimeLimit {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        let unit = argument.last.flatMap { units[$0] }
        let number = Double(unit == nil ? argument[...] : argument.dropLast())
        guard let number, number > 0, number * (unit ?? 1) <= 3.2e9 else {
            throw ValidationError("\"\(argument)\" is no time; write one such as 90s, 10m, 2h or 1d")
        }
        return TimeLimit(seconds: number * (unit ?? 1))
    }
}

/// An amount of memory as people write it.
struct MemoryLimit: Sendable {
    let bytes: Int

    /// The amount that `argument` stands for: bytes, or with a unit. A kilobyte has 1,024 bytes, whether it is written `k`, `kB` or `KiB`.
    /// - Throws: `ValidationError` that says what amounts there are.
    static func parse(_ argument: String) throws -> MemoryLimit {
        let digits = argument.prefix { $0.isNumber || $0 == "." }
        let units = ["", "k", "m", "g", "t"].enumerated().flatMap { power, letter in
            (letter.isEmpty ? ["", "b"] : [letter, letter + "b", letter + "ib"]).map { ($0, power) }
        }
        let unit = argument.dropFirst(digits.count).lowercased()
        guard let number = Double(digits), let power = units.first(where: { $0.0 == unit })?.1,
            let bytes = Int(exactly: (number * Double(1 << (10 * power))).rounded()),
            (1...RunTerms.byteLimit).contains(bytes)
        else { throw ValidationError("\"\(argument)\" is no amount of memory; write one such as 512MB or 2GB") }
        return MemoryLimit(bytes: bytes)
    }
}
