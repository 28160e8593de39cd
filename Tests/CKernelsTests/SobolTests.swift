import CKernels
import TestSupport
import Testing

@Suite struct SobolTests {
    private let bits = Int(SUANLI_SOBOL_BITS)
    private let words = Int(SUANLI_SOBOL_SCRAMBLE_WORDS)

    private func directions(_ dimension: Int) -> [UInt64] {
        var result = [UInt64](repeating: 0, count: bits)
        suanli_sobol_directions(dimension, &result)
        return result
    }

    private func points(_ dimension: Int, first: UInt64, count: Int) -> [UInt64] {
        let directions = directions(dimension)
        return (0..<UInt64(count)).map { suanli_sobol_point(directions, first + $0) }
    }

    private func uniforms(_ dimension: Int, scramble: [UInt64], first: UInt64, count: Int) -> [Double] {
        var result = [Double](repeating: .nan, count: count)
        suanli_sobol_uniforms(directions(dimension), scramble, first, count, &result)
        return result
    }

    private func scramble(_ seed: UInt64) -> [UInt64] {
        var generator = SeededGenerator(seed: seed)
        return (0..<words).map { _ in generator.next() }
    }

    /// The scramble that flips nothing.
    private var identity: [UInt64] { [UInt64](repeating: 0, count: words) }

    /// Against SciPy (`scripts/generate-sobol`), to the last bit.
    @Test func directionsAndPointsAreThoseOfSciPy() {
        let rows = referenceTable("sobol").dropFirst().map { $0.compactMap { UInt64($0, radix: 16) } }
        let indices: [UInt64] = [1, 2, 3, 100, 4095, 4096, 65_537]
        #expect(rows.count == Int(SUANLI_SOBOL_DIMENSIONS))
        for (dimension, row) in rows.enumerated() {
            let checksum = directions(dimension).reduce(UInt64(0)) { $0 &* 0x9E37_79B9_7F4A_7C15 &+ reversed($1) }
            #expect(row.count == 2 + indices.count && checksum == row[1], "dimension \(dimension)")
            for (index, expected) in zip(indices, row.dropFirst(2)) {
                #expect(reversed(points(dimension, first: index, count: 1)[0]) == expected, "dimension \(dimension)")
            }
        }
    }

    /// With words of zero nothing is flipped, so that the fast path can be held against single points.
    @Test(arguments: [0, 1, 2, 37, 1023])
    func uniformsAreThePointsWherever(dimension: Int) {
        for first: UInt64 in [0, 5, 8, 4089, 1 << 20, (1 << 43) - 13, (1 << 44) - 40] {
            let found = uniforms(dimension, scramble: identity, first: first, count: 40)
            let expected = points(dimension, first: first, count: 40).map { uniform(reversed($0)) }
            #expect(found == expected, "dimension \(dimension) from \(first)")
        }
    }

    @Test func anyPartIsThatOfTheWhole() {
        let words = scramble(1)
        let whole = uniforms(3, scramble: words, first: 0, count: 1001)
        for (first, count) in [(0, 1), (3, 2), (2, 7), (500, 501), (1000, 1), (64, 128), (7, 9)] {
            let part = uniforms(3, scramble: words, first: UInt64(first), count: count)
            #expect(part == Array(whole[first..<first + count]))
        }
        #expect(uniforms(3, scramble: words, first: 5, count: 0).isEmpty)
    }

    /// The kernel's hash, one operation after another: what every instruction set must agree with.
    @Test func scramblingIsTheStatedHash() {
        for seed: UInt64 in 1...50 {
            let words = scramble(seed)
            let first = words[0] >> 24 & ~7
            let found = uniforms(Int(seed), scramble: words, first: first, count: 24)
            let expected = points(Int(seed), first: first, count: 24).map { uniform(reversed(hash($0, words))) }
            #expect(found == expected, "seed \(seed)")
        }
    }

    /// What makes a scramble nested: points that share their first bits share them afterwards, and part where they parted.
    @Test func scramblingKeepsWherePointsPart() {
        for seed: UInt64 in 1...20 {
            let words = scramble(seed)
            let before = uniforms(9, scramble: identity, first: 0, count: 256).map(fraction)
            let after = uniforms(9, scramble: words, first: 0, count: 256).map(fraction)
            for i in 0..<256 {
                for j in 0..<i {
                    let parts = (before[i] ^ before[j]).leadingZeroBitCount
                    #expect(parts == (after[i] ^ after[j]).leadingZeroBitCount, "seed \(seed), points \(j) and \(i)")
                }
            }
        }
    }

    /// Every aligned range of 2^k points has one in each of 2^k cells, whatever the scramble.
    @Test func everyAlignedRangeFillsItsCells() {
        for dimension in [0, 1, 5, 200, 1023] {
            for (first, count) in [(0, 4096), (4096, 4096), (3 << 12, 4096), (5 << 30, 512), (1 << 43, 64)] {
                let cells = uniforms(
                    dimension, scramble: scramble(UInt64(dimension)), first: UInt64(first), count: count
                )
                .map { Int($0 * Double(count)) }
                #expect(Set(cells).count == count, "dimension \(dimension), \(count) points from \(first)")
            }
        }
    }

    /// Over 2^13 random scrambles the flips of the 31 nodes of the tree's first five levels are fair coins, and so is the sum
    /// of any two, three or four of them. 36,456 sums within 6 standard deviations: false alarm rate 8e-5.
    @Test func flipsAreIndependentFairCoins() {
        let columns = flips(levels: 5, scrambles: 1 << 13, seed: 20)
        let limit = 6 * 0.5 * Double(1 << 13).squareRoot()
        var worst = 0.0
        func judge(_ column: [UInt64]) {
            let ones = column.reduce(0) { $0 + $1.nonzeroBitCount }
            worst = max(worst, abs(Double(ones) - Double(1 << 12)))
        }
        for i in columns.indices {
            judge(columns[i])
            for j in 0..<i {
                let two = sum(columns[i], columns[j])
                judge(two)
                for k in 0..<j {
                    let three = sum(two, columns[k])
                    judge(three)
                    for l in 0..<k { judge(sum(three, columns[l])) }
                }
            }
        }
        #expect(worst < limit, "\(worst)")
    }

    /// No bit of a uniform is constant or leans: 52 bits of 2^12 scrambles of one point, within 6 standard deviations (false
    /// alarm rate 2e-7), and so are their sums with the same bit of a point that parts from it at the first or last moment.
    @Test(arguments: [0, 1, 77, 8_796_093_022_213] as [UInt64])
    func everyBitOfTheOutputIsRandom(point: UInt64) {
        var own = [Int](repeating: 0, count: 52)
        var both = own
        for seed in 0..<UInt64(1 << 12) {
            let words = scramble(seed << 20)
            let first = fraction(uniforms(4, scramble: words, first: point, count: 1)[0])
            let other = fraction(uniforms(4, scramble: words, first: point ^ 16, count: 1)[0])
            for bit in 0..<52 {
                own[bit] += Int(first >> UInt64(bit) & 1)
                both[bit] += Int((first ^ other) >> UInt64(bit) & 1)
            }
        }
        let parting = (points(4, first: point, count: 1)[0] ^ points(4, first: point ^ 16, count: 1)[0])
            .trailingZeroBitCount
        let limit = 6 * 0.5 * Double(1 << 12).squareRoot()
        for bit in 0..<52 {
            #expect(abs(Double(own[bit] - (1 << 11))) < limit, "bit \(bit)")
            if 51 - bit > parting { #expect(abs(Double(both[bit] - (1 << 11))) < limit, "sum of bits \(bit)") }
        }
    }

    /// Flips of the nodes of the first levels, a column of bits each: a bit for every scramble.
    private func flips(levels: Int, scrambles: Int, seed: UInt64) -> [[UInt64]] {
        let nodes = (1 << levels) - 1
        var columns = [[UInt64]](repeating: [UInt64](repeating: 0, count: scrambles / 64), count: nodes)
        let directions = directions(0)
        var after = uniforms(0, scramble: identity, first: 0, count: 1 << levels)
        let before = after.map(fraction)
        for index in 0..<scrambles {
            suanli_sobol_uniforms(
                directions, scramble(seed &+ UInt64(index) << 20), 0, after.count, &after)
            for (x, uniform) in zip(before, after) {
                let y = fraction(uniform)
                for level in 0..<levels {
                    let node = (1 << level) - 1 + Int(x >> UInt64(52 - level))
                    let flip = (x ^ y) >> UInt64(51 - level) & 1
                    columns[node][index / 64] |= flip << UInt64(index % 64)
                }
            }
        }
        return columns
    }

    private func sum(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] { zip(a, b).map { $0 ^ $1 } }

    private func hash(_ point: UInt64, _ word: [UInt64]) -> UInt64 {
        var x = point &+ word[0]
        x ^= x &* (word[1] << 1)
        x &+= word[2]
        x ^= x << 1 & word[3]
        x &*= word[4] | 1
        x ^= word[5]
        x ^= x << 2 & word[6]
        x ^= x &* (word[7] << 1)
        return x &+ word[8]
    }

    private func uniform(_ word: UInt64) -> Double { (Double(word >> 12) + 0.5) / 0x1p52 }

    private func fraction(_ uniform: Double) -> UInt64 { UInt64(uniform * 0x1p52) }

    private func reversed(_ word: UInt64) -> UInt64 {
        (0..<64).reduce(0) { $0 | (word >> UInt64($1) & 1) << UInt64(63 - $1) }
    }
}
