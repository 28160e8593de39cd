import BinaryCoding
import Sampling
import Statistics
import TestSupport
import Testing

@testable import ModelLanguage

@Suite struct SensitivityPlanTests {
    private static let model = Models.text(
        inputs: """
            a: {value: "normal(0, 1)", source: s}, b: {value: "normal(0, 1)", each: k},
              c: {value: "uniform(0, 1)", source: s}, idle: {value: "normal(0, 1)"}, fixed: {value: 2}
            """,
        quantities: "q: {formula: \"(a + c) * fixed + sum(b, over: k)\"}, other: {formula: \"max(a, c)\"}",
        results: "outputs: [q, other]",
        rest: """
            axes: {k: [u, v]}
            sources: {s: {title: S}}
            correlations: [{inputs: [a, b], rank: 0.4}]
            """)

    private func plan(_ request: SensitivityRequest) throws -> SensitivityPlan {
        try Models.parse(Self.model).sensitivityPlan(scenario: "baseline", request)
    }

    @Test func factorsAreTheDrawsThatOutputsDependOn() throws {
        let factors = try Models.parse(Self.model).sensitivityFactors(scenario: "baseline", .byInput)
        #expect(factors.map(\.input) == ["a", "b", "b", "c"])
        #expect(factors.map(\.element) == [nil, "u", "v", nil])
        #expect(factors.map(\.source) == ["s", nil, nil, "s"])
        let groups = try Models.parse(Self.model).sensitivityFactors(scenario: "baseline", .bySource)
        #expect(groups.map(\.source) == ["s", nil] && groups.allSatisfy { $0.input == nil })
    }

    @Test(arguments: SensitivityRequest.Kind.allCases, SensitivityRequest.Grouping.allCases)
    func plansComeBack(kind: SensitivityRequest.Kind, grouping: SensitivityRequest.Grouping) throws {
        let plan = try plan(SensitivityRequest(kind: kind, draws: 5_000, grouping: grouping))
        #expect(plan.shape.drawsPerReplicate == 512)
        let run = try Models.parse(Self.model).plan()
        let bytes = plan.encoded(beside: run)
        let read = { (bytes: ArraySlice<UInt8>) in try SensitivityPlan(decoding: bytes, beside: run) }
        #expect(try read(bytes[...]) == plan)
        #expect(throws: DecodingFailure.self) { try read(bytes.dropLast()) }
        #expect(throws: DecodingFailure.self) { try read((bytes + [0])[...]) }
    }

    /// A table of quantiles, which is large, comes with the run's plan alone; without it the bytes cannot be read.
    @Test func kernelsOfTheRunAreNotWrittenAgain() throws {
        let text = Models.text(
            inputs: "a: {value: \"normal(0, 1)\"}, b: {value: \"beta(2, 3)\"}, c: {value: \"beta(3, 2)\"}",
            quantities: "q: {formula: b + a + c}, p: {formula: b}", results: "outputs: [p, q]")
        let model = try Models.parse(text)
        let run = try model.plan()
        let plan = try model.sensitivityPlan(scenario: "baseline", SensitivityRequest(kind: .first))
        let bytes = plan.encoded(beside: run)
        #expect(bytes.count < 1_000 && run.encoded().count > 10_000)
        #expect(try SensitivityPlan(decoding: bytes[...], beside: run) == plan)
        let other = try Models.parse(Self.model).plan()
        #expect(try SensitivityPlan(decoding: plan.encoded(beside: other)[...], beside: other) == plan)
        let empty = Plan(registers: 0, constants: [], streams: [], kernels: [], steps: [], parts: [])
        #expect(throws: DecodingFailure.self) { try SensitivityPlan(decoding: bytes[...], beside: empty) }
    }

    /// Of one that another version made there is no shape, and nothing can be evaluated.
    @Test func plansOfAnotherVersionAreNotRead() throws {
        let run = try Models.parse(Self.model).plan()
        let plan = try plan(SensitivityRequest(kind: .total))
        let bytes = plan.encoded(beside: run)
        #expect(try SensitivityPlan.shape(ofEncoded: bytes[...]) == plan.shape)
        let other = [1] + bytes.dropFirst()
        #expect(try SensitivityPlan.shape(ofEncoded: other[...]) == nil)
        #expect(throws: DecodingFailure.self) { try SensitivityPlan(decoding: other[...], beside: run) }
    }

    /// Damaged bytes are refused, or are a plan whose every part can be evaluated.
    @Test(arguments: UInt64(1)...20)
    func damagedPlansDoNoHarm(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let grouping = SensitivityRequest.Grouping.allCases[Int(seed % 2)]
        let run = try Models.parse(Self.model).plan()
        let bytes = try plan(SensitivityRequest(kind: .total, draws: 4_096, grouping: grouping)).encoded(beside: run)
        for _ in 0..<200 {
            var damaged = bytes
            for _ in 0...Int.random(in: 0...2, using: &random) {
                let position = Int.random(in: 0..<damaged.count, using: &random)
                damaged[position] = UInt8.random(in: 0...255, using: &random)
            }
            guard let plan = try? SensitivityPlan(decoding: damaged[...], beside: run),
                plan.shape.drawsPerReplicate <= 4_096,
                plan.plan.registers < 10_000
            else { continue }
            let evaluator = SensitivityEvaluator(plan: plan, sampler: .philox, seed: seed)
            var parts: [Int: SensitivityPart] = [:]
            for part in [0, plan.partCount - 1] { parts[part] = evaluator.evaluate(part: part) }
            _ = SensitivityEstimates(parts: parts, shape: plan.shape)
        }
    }

    @Test func roundsTheDrawsUp() {
        let draws = { SensitivityRequest(kind: .first, draws: $0).draws }
        #expect(draws(1) == 4_096 && draws(4_097) == 8_192 && draws(65_536) == 65_536 && draws(65_537) == 131_072)
        #expect(draws(.max) == SensitivityShape.drawsRange.upperBound * 16)
    }

    @Test func aModelWithoutUncertaintyHasNothingToExplain() throws {
        let model = try Models.parse(Models.text(inputs: "a: {value: 2}", quantities: "q: {formula: a * 2}"))
        #expect(try model.sensitivityFactors(scenario: "baseline", .byInput).isEmpty)
        #expect(throws: ModelFailure.self) {
            try model.sensitivityPlan(scenario: "baseline", SensitivityRequest(kind: .first))
        }
    }

    /// The draws that are looked at are those of the run: the means of a replicate are those of its first leaf.
    @Test func theSubsetIsOfTheRun() throws {
        let model = try Models.parse(Self.model)
        let plan = try plan(SensitivityRequest(kind: .first))
        let layout = try #require(DrawLayout(draws: 1 << 20))
        let shards = ShardEvaluator(plan: try model.plan(), sampler: .philox, seed: 3, layout: layout)
        let evaluator = SensitivityEvaluator(plan: plan, sampler: .philox, seed: 3)
        for replicate in [0, 7, 15] {
            let summary = try #require(shards.evaluate(ShardRange(replicate: replicate, level: 0, index: 0)))
            var reader = ByteReader(try #require(evaluator.evaluate(part: replicate)).encoded())
            _ = try reader.read(UInt8.self)
            #expect(try reader.readDouble() == 4_096)
            #expect(try reader.readDouble() == summary.outputs[0].moments.mean)
        }
    }

    /// When nothing comes anew, the rewritten plan is the plan; when one draw does, the others keep their bits.
    @Test func whatIsNotRedrawnStays() throws {
        let model = try Models.parse(Self.model)
        let plan = try plan(SensitivityRequest(kind: .total))
        let before = BlockEvaluator(plan: plan.plan, sampler: .philox, seed: 5)
        before.evaluate(first: 0, replicate: 0, count: 2)
        for (factor, redraw) in plan.redraws.enumerated() {
            let changed = plan.plan(redrawing: factor)
            #expect(redraw.streams.count + redraw.conditionals.count == 1)
            let after = BlockEvaluator(plan: changed, sampler: .philox, seed: 5)
            after.evaluate(first: 0, replicate: 0, count: 2)
            #expect(before.register(plan.plan.outputs[0])[0] != after.register(changed.outputs[0])[0])
            // `other` depends on `a` and `c` alone.
            let isSame = before.register(plan.plan.outputs[1])[0] == after.register(changed.outputs[1])[0]
            if factor == 1 || factor == 2 { #expect(isSame) }
        }
        #expect(model.inputs.count == 5)
    }

    @Test func aCancelledPartIsThrownAway() throws {
        let plan = try plan(SensitivityRequest(kind: .total))
        let evaluator = SensitivityEvaluator(plan: plan, sampler: .philox, seed: 1)
        #expect(evaluator.evaluate(part: 0) { true } == nil)
        #expect(evaluator.evaluate(part: plan.partCount - 1) { true } == nil)
    }

    @Test func tooMuchToFindOutAtOnceIsRefused() throws {
        let text = Models.text(
            inputs: "a: {value: \"normal(0, 1)\", each: k}", quantities: "q: {formula: a * 2}",
            rest: "axes: {k: 2000-01..2075-12}")
        let model = try Models.parse(text)
        #expect {
            try model.sensitivityPlan(scenario: "baseline", SensitivityRequest(kind: .first))
        } throws: { "\($0)".contains("group the inputs by source") }
        let grouped = SensitivityRequest(kind: .total, grouping: .bySource)
        #expect(try model.sensitivityPlan(scenario: "baseline", grouped).shape.factors == 1)
    }
}

/// What else is computed from single draws.
@Suite struct DrawToolTests {
    @Test func tableRowsAreTheDrawsOfReplay() throws {
        let model = try Models.parse(
            Models.text(
                inputs: "a: {value: \"normal(0, 1)\", unit: chip}, b: {value: \"uniform(0, 1)\", each: k}",
                quantities: "q: {formula: \"a * sum(b, over: k)\", unit: chip}", rest: "axes: {k: [u, v]}"))
        let table = try DrawTable(model, scenario: "baseline", sampler: .sobol, seed: 9)
        let replay = try DrawReplay(model, scenario: "baseline", sampler: .sobol, seed: 9)
        #expect(table.columns.map(\.name) == ["a", "b[u]", "b[v]", "q"])
        #expect(table.columns.map(\.unit) == ["chip", "1", "1", "chip"])
        for (first, count) in [(0, 100), (37, 1), (8_191, 40), (16 * 511 - 3, 20_000)] as [(UInt64, UInt64)] {
            var next = first
            table.rows(first: first, count: count) { number, row in
                #expect(number == next)
                next += 1
                guard number % 97 == 0 || number < first + 20 else { return }
                let draw = replay.draw(number)
                #expect(row == draw.inputs.map(\.value) + draw.quantities.map(\.value), "draw \(number)")
            }
            #expect(next == first + count)
        }
    }

    /// Two standard normals whose stated rank correlation is 0.5: the sd of their sum shows how they are correlated.
    @Test func correlationsGoToTheirExtremes() throws {
        let model = try Models.parse(
            Models.text(
                inputs: "a: {value: \"normal(0, 1)\"}, b: {value: \"normal(0, 1)\"}", quantities: "q: {formula: a + b}",
                rest: "correlations: [{inputs: [a, b], rank: 0.5}]"))
        let expected: [CorrelationStrength: Double] = [
            .stated: 2 + 2 * RankCorrelation.normal(ofRank: 0.5), .none: 2, .strongest: 4, .reversed: 0,
        ]
        let layout = try #require(DrawLayout(draws: 65_536))
        for strength in CorrelationStrength.allCases {
            let plan = try model.plan(scenario: "baseline", correlations: strength)
            let evaluator = ShardEvaluator(plan: plan, sampler: .philox, seed: 1, layout: layout)
            let summary = try #require(evaluator.evaluate(ShardRange(replicate: 0, level: 0, index: 0)))
            #expect(abs(summary.outputs[0].moments.variance - (expected[strength] ?? .nan)) < 0.3, "\(strength)")
        }
        #expect(try model.plan(scenario: "baseline", correlations: .stated) == model.plan())
    }
}
