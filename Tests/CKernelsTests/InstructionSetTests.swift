import CKernels
import TestSupport
import Testing

/// Every kernel gives the same bits from every instruction set that the machine has as one element at a time.
@Suite struct InstructionSetTests {
    private typealias Kernels = UnsafePointer<suanli_kernels>
    private typealias Column = UnsafePointer<Double>
    private typealias Out = UnsafeMutablePointer<Double>
    private typealias Evaluation = (Kernels, _ a: Column, _ b: Column, _ c: Column, _ out: Out, _ count: Int) -> Void

    private static let edges: [Double] = [
        0, -0.0, 1, -1, 2, 3, 0.5, -2.5, .infinity, -.infinity, .nan, .leastNonzeroMagnitude,
        -.leastNonzeroMagnitude, .leastNormalMagnitude, 0x1p-1030, 1e308, -1e308, .greatestFiniteMagnitude, 709.78,
        -745.1, -720.5, 1e6, 0x1p52 + 1, 0x1p51 + 0.5, 1e-9, 0x1p-53, 1 - 0x1p-53,
    ]

    /// Numbers of all sizes among edge values, and uniforms with the ends of both tails, in lengths that leave every rest.
    private static func columns(seed: UInt64, count: Int) -> (numbers: [[Double]], uniforms: [Double]) {
        var generator = SeededGenerator(seed: seed)
        let numbers = (0..<3).map { _ in
            (0..<count).map { _ -> Double in
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: edges.randomElement(using: &generator) ?? 0
                case 1: Double(bitPattern: UInt64.random(in: .min ... .max, using: &generator))
                case 2: Double.random(in: -50...50, using: &generator)
                default: Double.random(in: 0...2, using: &generator)
                }
            }
        }
        let uniforms = (0..<count).map { _ -> Double in
            let u = (Double(UInt64.random(in: 0..<1 << 52, using: &generator)) + 0.5) * 0x1p-52
            let tail = (Double(UInt64.random(in: 0..<64, using: &generator)) + 0.5) * 0x1p-52
            return [u, u, u, tail, 1 - tail].randomElement(using: &generator) ?? u
        }
        return (numbers, uniforms)
    }

    private static var available: [Kernels] {
        (SUANLI_BASELINE.rawValue..<SUANLI_INSTRUCTION_SETS.rawValue)
            .compactMap { suanli_kernels_of(suanli_instruction_set(rawValue: $0)) }
    }

    private func expectSame(
        _ name: String, inputs: [[Double]], _ evaluate: Evaluation
    ) throws {
        let scalar = try #require(suanli_kernels_of(SUANLI_SCALAR))
        let results = ([scalar] + Self.available).map { kernels in
            var out = [Double](repeating: 7, count: inputs[0].count)
            evaluate(kernels, inputs[0], inputs[1], inputs[2], &out, out.count)
            return out.map { $0.isNaN ? UInt64.max : $0.bitPattern }
        }
        for (set, found) in zip(Self.available.indices, results.dropFirst()) {
            let differing = found.indices.first { found[$0] != results[0][$0] }
            let place = differing.map { at in inputs.map { $0[at] } }
            #expect(found == results[0], "\(name), set \(set), at \(place ?? [])")
        }
    }

    private let unary: [(String, Evaluation)] = [
        ("negate", { $0.pointee.negate($1, $4, $5) }), ("absolute", { $0.pointee.absolute($1, $4, $5) }),
        ("square_root", { $0.pointee.square_root($1, $4, $5) }), ("floor", { $0.pointee.floor($1, $4, $5) }),
        ("ceiling", { $0.pointee.ceiling($1, $4, $5) }), ("round", { $0.pointee.round($1, $4, $5) }),
        ("not", { $0.pointee.not($1, $4, $5) }), ("exp", { $0.pointee.exp_column($1, $4, $5) }),
        ("log", { $0.pointee.log_column($1, $4, $5) }), ("sin", { $0.pointee.sin_column($1, $4, $5) }),
        ("cos", { $0.pointee.cos_column($1, $4, $5) }), ("cdf", { $0.pointee.normal_cdf_column($1, $4, $5) }),
    ]

    private let binary: [(String, (Kernels, Column, Column, UInt32, Out, Int) -> Void)] = [
        ("add", { $0.pointee.add($1, $2, $3, $4, $5) }), ("subtract", { $0.pointee.subtract($1, $2, $3, $4, $5) }),
        ("multiply", { $0.pointee.multiply($1, $2, $3, $4, $5) }),
        ("divide", { $0.pointee.divide($1, $2, $3, $4, $5) }), ("power", { $0.pointee.power($1, $2, $3, $4, $5) }),
        ("minimum", { $0.pointee.minimum($1, $2, $3, $4, $5) }),
        ("maximum", { $0.pointee.maximum($1, $2, $3, $4, $5) }), ("less", { $0.pointee.less($1, $2, $3, $4, $5) }),
        ("less_equal", { $0.pointee.less_equal($1, $2, $3, $4, $5) }),
        ("equal", { $0.pointee.equal($1, $2, $3, $4, $5) }),
        ("not_equal", { $0.pointee.not_equal($1, $2, $3, $4, $5) }),
        ("and", { $0.pointee.and($1, $2, $3, $4, $5) }), ("or", { $0.pointee.or($1, $2, $3, $4, $5) }),
        ("close", { $0.pointee.close($1, $2, $3, $4, $5) }),
    ]

    @Test(arguments: [UInt64(1), 2, 3], [4097, 23])
    func operationsAgree(seed: UInt64, count: Int) throws {
        let inputs = Self.columns(seed: seed, count: count).numbers
        for (name, evaluate) in unary { try expectSame("\(name), seed \(seed)", inputs: inputs, evaluate) }
        for (name, evaluate) in binary {
            for fixed in 0..<UInt32(4) {
                try expectSame("\(name) fixed \(fixed), seed \(seed)", inputs: inputs) {
                    evaluate($0, $1, $2, fixed, $4, $5)
                }
            }
        }
        for fixed in 0..<UInt32(8) {
            try expectSame("select fixed \(fixed), seed \(seed)", inputs: inputs) {
                $0.pointee.select($1, $2, $3, fixed, $4, $5)
            }
        }
    }

    /// A fixed operand is as good as a column of it, powers and divisors with a way of their own among them.
    @Test func fixedOperandsAreColumnsOfOneNumber() throws {
        let numbers = Self.columns(seed: 4, count: 1001).numbers[0]
        for value in Self.edges + [4, 0.25, 0x1p-1022, 0x1p1023, 7, -8] {
            let fixed = [value]
            let column = [Double](repeating: value, count: numbers.count)
            for (name, evaluate) in binary {
                for kernels in Self.available {
                    var results = Array(repeating: [Double](repeating: 7, count: numbers.count), count: 4)
                    evaluate(kernels, numbers, fixed, UInt32(SUANLI_SECOND_FIXED), &results[0], numbers.count)
                    evaluate(kernels, numbers, column, 0, &results[1], numbers.count)
                    evaluate(kernels, fixed, numbers, UInt32(SUANLI_FIRST_FIXED), &results[2], numbers.count)
                    evaluate(kernels, column, numbers, 0, &results[3], numbers.count)
                    let bits = results.map { $0.map { $0.isNaN ? UInt64.max : $0.bitPattern } }
                    #expect(bits[0] == bits[1] && bits[2] == bits[3], "\(name) of \(value)")
                }
            }
        }
    }

    private let closedForms: [(String, Evaluation)] = [
        ("normal", { $0.pointee.normal_quantile_column($1, $4, $5) }),
        ("normal(3, 2)", { $0.pointee.quantile_normal($1, 3, 2, $4, $5) }),
        ("uniform", { $0.pointee.quantile_uniform($1, -1, 2, $4, $5) }),
        ("lognormal", { $0.pointee.quantile_lognormal($1, 13, 0.4, $4, $5) }),
        ("wide lognormal", { $0.pointee.quantile_lognormal($1, 13, 90, $4, $5) }),
        ("far lognormal", { $0.pointee.quantile_lognormal($1, -700, 4, $4, $5) }),
        ("split lognormal", { $0.pointee.quantile_split_lognormal($1, 5, 0.2, 0.6, $4, $5) }),
        ("normal of a standard one", { $0.pointee.normal_of_standard($2, 3, 0.3, $4, $5) }),
        ("lognormal of a standard one", { $0.pointee.lognormal_of_standard($2, 13, 0.4, $4, $5) }),
        ("far lognormal of a standard one", { $0.pointee.lognormal_of_standard($2, -350, 2.1, $4, $5) }),
        ("triangular", { $0.pointee.quantile_triangular($1, 0.2, 0.35, 0.6, $4, $5) }),
        ("exponential", { $0.pointee.quantile_exponential($1, 3, $4, $5) }),
        ("weibull", { $0.pointee.quantile_weibull($1, 1.7, 3, $4, $5) }),
        ("logistic", { $0.pointee.quantile_logistic($1, 1, 3, $4, $5) }),
        ("loguniform", { $0.pointee.quantile_loguniform($1, 1, 20, 2.995732273553991, $4, $5) }),
    ]

    @Test(arguments: [UInt64(11), 12], [4097, 23])
    func quantilesAgree(seed: UInt64, count: Int) throws {
        let (numbers, uniforms) = Self.columns(seed: seed, count: count)
        let inputs = [uniforms, numbers[0], numbers[1]]
        for (name, evaluate) in closedForms { try expectSame("\(name), seed \(seed)", inputs: inputs, evaluate) }
        let terms = [1, 0.3, 0.2, -0.1, 0.05, 0.02]
        for count in 3...6 {
            for (low, high) in [(-Double.infinity, Double.infinity), (0, .infinity), (-.infinity, 9), (0, 9)] {
                try expectSame("metalog \(count), seed \(seed)", inputs: inputs) {
                    $0.pointee.quantile_metalog($1, terms, count, low, high, $4, $5)
                }
            }
        }
        for thresholds in [[0.1, 0.1, 0.25, 0.5, 0.9], (1...100).map { Double($0) / 101 }] {
            let values = (0...thresholds.count).map(Double.init)
            try expectSame("\(values.count) steps, seed \(seed)", inputs: inputs) {
                $0.pointee.quantile_step($1, thresholds, values, values.count, $4, $5)
            }
        }
    }

    private let numberFunctions: [(String, (Kernels, Double, Double) -> Double)] = [
        ("exp", { kernels, x, _ in kernels.pointee.exp(x) }), ("log", { kernels, x, _ in kernels.pointee.log(x) }),
        ("log1p", { kernels, x, _ in kernels.pointee.log1p(x) }),
        ("sin", { kernels, x, _ in kernels.pointee.sin(x) }), ("cos", { kernels, x, _ in kernels.pointee.cos(x) }),
        ("cdf", { kernels, x, _ in kernels.pointee.normal_cdf(x) }),
        ("pow", { kernels, x, y in kernels.pointee.pow(x, y) }),
    ]

    @Test(arguments: [UInt64(31), 32]) func functionsOfNumbersAgree(seed: UInt64) throws {
        let (numbers, uniforms) = Self.columns(seed: seed, count: 500)
        for (name, function) in numberFunctions {
            try expectSame("\(name) of a number, seed \(seed)", inputs: numbers) { kernels, a, b, _, out, count in
                for index in 0..<count { out[index] = function(kernels, a[index], b[index]) }
            }
        }
        try expectSame("quantile of a number", inputs: [uniforms, uniforms, uniforms]) { kernels, a, _, _, out, count in
            for index in 0..<count { out[index] = kernels.pointee.normal_quantile(a[index]) }
        }
    }

    /// Two pieces an octave of either tail, of which the second starts within a cell, so that some draws leave a search.
    @Test func piecesAgree() throws {
        var generator = SeededGenerator(seed: 41)
        let cells = 1 << Int(SUANLI_PIECES_CELL_BITS)
        var (pieces, guide): ([Double], [UInt32]) = ([], [])
        for octave in 0..<104 {
            let start = Double(sign: .plus, exponent: octave % 52 - 53, significand: 1)
            for (from, to) in [(start, 1.3 * start), (1.3 * start, 2 * start)] {
                pieces += [from, 2 / (to - from), -1, 1]
                pieces += (0..<8).map { _ in Double.random(in: -0.2...0.2, using: &generator) }
            }
            let middle = Int(0.3 * Double(cells))
            guide += (0..<cells).map { UInt32(2 * octave + ($0 > middle ? 1 : 0)) | ($0 == middle ? 1 << 16 : 0) }
        }
        let uniforms = Self.columns(seed: 42, count: 4097).uniforms + [0.5, 0.25, 0.325, 0.675]
        try expectSame("pieces", inputs: [uniforms, uniforms, uniforms]) {
            $0.pointee.quantile_pieces($1, pieces, guide, $4, $5)
        }
    }

    @Test(arguments: 3...6) func tablesAgree(split: UInt32) throws {
        var generator = SeededGenerator(seed: UInt64(split))
        let cells = 2 * Int(SUANLI_TABLE_OCTAVES) << Int(split)
        let coefficients = (0..<cells * Int(SUANLI_TABLE_COEFFICIENTS)).map { _ in
            Double.random(in: -1...1, using: &generator)
        }
        let uniforms = Self.columns(seed: UInt64(split), count: 4097).uniforms + [0.5, 0.25, 0.75]
        try expectSame("table", inputs: [uniforms, uniforms, uniforms]) {
            $0.pointee.quantile_table($1, coefficients, split, $4, $5)
        }
    }

    @Test(arguments: [(UInt64(0), 4096), (5, 37), (0x1_ffff_fff0, 64), (16, 16)])
    func uniformsAgree(first: UInt64, count: Int) throws {
        let column = [Double](repeating: 0, count: count)
        try expectSame("philox", inputs: [column, column, column]) {
            $0.pointee.philox_uniforms(0x299f_31d0_a409_3822, 9, first, $5, $4)
        }
    }

    @Test(arguments: [0, 1, 7, 8, 9, 4096]) func summariesAgree(count: Int) throws {
        let scalar = try #require(suanli_kernels_of(SUANLI_SCALAR))
        let numbers = Self.columns(seed: 21, count: count).numbers
        for column in numbers + [numbers[0].map { $0.isFinite ? $0 : 1 }, numbers[0].map { $0 * 0 + 1 }] {
            for kernels in Self.available {
                let (expected, found) = (
                    scalar.pointee.column_moments(column, count), kernels.pointee.column_moments(column, count)
                )
                let bits = [expected, found].map { moments in
                    [moments.mean, moments.squares, moments.minimum, moments.maximum].map(\.bitPattern)
                }
                #expect(bits[0] == bits[1])
                #expect(expected.finite == found.finite && expected.at_minimum == found.at_minimum)
                #expect(expected.at_maximum == found.at_maximum)
                var hits = [0, 0]
                var undefined = [0, 0]
                scalar.pointee.column_hits(column, count, &hits[0], &undefined[0])
                kernels.pointee.column_hits(column, count, &hits[1], &undefined[1])
                #expect(hits[0] == hits[1] && undefined[0] == undefined[1])
            }
        }
    }

    /// Nothing was asked for, or what was asked for is in use.
    @Test func theSetInUseIsOneThatTheMachineHas() {
        #expect(suanli_kernels_of(suanli_instruction_set()) != nil)
        #expect(suanli_refused_instruction_set() == nil)
    }
}
