import ArgumentParser
import ClusterProtocol
import Foundation
import ModelLanguage
import Sampling
import Scheduling
import Statistics

/// What a run is made of; the same for `run` and `submit`.
struct RunOptions: ParsableArguments {
    @Argument(help: "The model file.")
    var model: String

    @Option(
        help: ArgumentHelp(
            "Which of the model's scenarios, or all side by side; without it, the model as it stands.",
            valueName: "name|all"))
    var scenario = CheckedScenario.baselineName

    @Option(
        parsing: .unconditional, help: "How many draws, 1 to 10T, with sobol to 8.7T; 4M and 250k are understood.",
        transform: DrawCount.parse)
    var draws = DrawCount(1_048_576)

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Double the draws, up to --draws, until every mean, quantile and probability is known this well at 95%: 0.1% or 0.001; near 0, this share of its output's sd.",
            valueName: "share"),
        transform: RelativePrecision.parse)
    var precision: Precision?

    @Option(help: "Where the points come from: \(Sampler.allCases.map(\.rawValue).joined(separator: ", ")).")
    var sampler = Sampler.standard

    @Option(
        parsing: .unconditional, help: "Names the random numbers: the same seed gives the same result.",
        transform: WholeNumber.parse)
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "Also find out what decides the outputs: first for each input alone, total also together with the others.",
            valueName: "none|first|total"))
    var sensitivity = SensitivityKind.none

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How many of the draws --sensitivity looks at.", valueName: "count"),
        transform: DrawCount.parse)
    var sensitivityDraws = DrawCount(SensitivityRequest.defaultDraws)

    @Option(
        name: .customLong("by"),
        help: ArgumentHelp(
            "What --sensitivity takes together: nothing, or all inputs of one source.", valueName: "input|source"))
    var grouping = SensitivityRequest.Grouping.byInput

    @Option(help: "What to call the run in lists.")
    var name = ""

    func validate() throws {
        if sensitivity == .none, grouping != .byInput || sensitivityDraws.count != SensitivityRequest.defaultDraws {
            throw ValidationError("--by and --sensitivity-draws go with --sensitivity")
        }
        if sensitivity != .none && scenario == CheckedScenario.allName {
            throw ValidationError("--sensitivity is about one scenario; name it with --scenario")
        }
        guard sampler.layout(atLeast: draws.count) != nil else {
            throw ValidationError(
                "--sampler \(sampler.rawValue) takes 16 times a power of two draws, at most \(sampler.maximumDraws); use fewer, or philox"
            )
        }
    }

    /// The draws that the sampler takes for those asked for; says so where they are others.
    var roundedDraws: UInt64 { draws.rounded(for: sampler)?.draws ?? draws.count }

    /// The submission of these options under a fresh run id, the model read and checked here first, so that what is wrong
    /// with it is said at once. The coordinator compiles it.
    func submission(_ terms: RunTerms = .usual) throws(CommandFailure) -> (submission: Submission, model: CheckedModel)
    {
        let checked = try ModelFile.check(fileAt: model)
        do {
            _ = try checked.scenarios(named: scenario)
        } catch {
            throw CommandFailure(.badInput, "\(error)")
        }
        if !checked.warnings.isEmpty {
            Terminal.printMessage("\(model): \(checked.warnings.count) warnings; 'suanli check \(model)' shows them")
        }
        guard let id = RunID.random() else { preconditionFailure("a random run id is well formed") }
        let submission = Submission(
            id: id, label: name, fileName: model, modelText: checked.text, scenario: scenario,
            sampler: sampler.rawValue, seed: seed, draws: roundedDraws, precision: precision,
            sensitivity: RequestedSensitivity(
                kind: sensitivity.rawValue, draws: sensitivityDraws.count, grouping: grouping.rawValue), terms: terms)
        return (submission, checked)
    }
}

/// What `--sensitivity` asks for.
enum SensitivityKind: String, CaseIterable, ExpressibleByArgument {
    case none, first, total
}

/// A precision as people write it.
enum RelativePrecision {
    /// The precision that `argument` stands for: a share, or per cent.
    /// - Throws: `ValidationError` that says what precisions there are.
    static func parse(_ argument: String) throws -> Precision {
        let isPercentage = argument.hasSuffix("%")
        let number = Double(isPercentage ? String(argument.dropLast()) : argument)
        guard let number, let precision = Precision(relative: isPercentage ? number / 100 : number) else {
            throw ValidationError(
                "\"\(argument)\" is no precision; write a share above 0 and below 1, such as 0.1% or 0.001")
        }
        return precision
    }
}

extension RunID {
    /// Ten letters and digits at random: 31 to the tenth names, without those that look alike.
    static func random() -> RunID? {
        let alphabet = Array("23456789abcdefghjkmnpqrstuvwxyz")
        return RunID(String((0..<10).compactMap { _ in alphabet.randomElement() }))
    }
}
