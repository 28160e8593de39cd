import CKernels
import Testing

@Suite struct PhiloxTests {
    /// The known answers of Random123 (`tests/kat_vectors`, philox4x32 10).
    @Test(
        arguments: [
            ([0, 0, 0, 0], [0, 0], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            (
                [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff], [0xffff_ffff, 0xffff_ffff],
                [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
            ),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
            ),
        ] as [([UInt32], [UInt32], [UInt32])])
    func blocksAreThoseOfRandom123(counter: [UInt32], key: [UInt32], expected: [UInt32]) {
        var found: [UInt32] = [0, 0, 0, 0]
        suanli_philox4x32_10(counter, key, &found)
        #expect(found == expected)
    }

    private func uniforms(
        key: UInt64 = 7, replicate: UInt32 = 0, first: UInt64 = 0, count: Int
    ) -> [Double] {
        var result = [Double](repeating: .nan, count: count)
        suanli_philox_uniforms(key, replicate, first, count, &result)
        return result
    }

    /// Also where the counter's low half runs over.
    @Test func uniformsComeFromTheBlocksOfTheirIndex() {
        let key: UInt64 = 0x299f_31d0_a409_3822
        let first: UInt64 = 0x1_ffff_ffe8
        let found = uniforms(key: key, replicate: 9, first: first, count: 48)
        for (offset, value) in found.enumerated() {
            let index = first + UInt64(offset)
            let counter = index / 16 * 8 + index % 8
            var words: [UInt32] = [0, 0, 0, 0]
            suanli_philox4x32_10(
                [UInt32(truncatingIfNeeded: counter), UInt32(counter >> 32), 0, 9], [0xa409_3822, 0x299f_31d0], &words)
            let half = index % 16 < 8 ? 0 : 2
            let word = UInt64(words[half]) << 32 | UInt64(words[half + 1])
            #expect(value == (Double(word >> 12) + 0.5) / 0x1p52, "index \(index)")
        }
    }

    @Test func anyPartIsThatOfTheWhole() {
        let whole = uniforms(count: 1001)
        for (first, count) in [(0, 1), (0, 2), (3, 7), (500, 501), (1000, 1), (64, 128)] {
            #expect(uniforms(first: UInt64(first), count: count) == Array(whole[first..<first + count]))
        }
    }

    @Test func everyUniformIsAnOddMultipleInsideTheUnitInterval() {
        for u in uniforms(count: 100_000) {
            let scaled = u * 0x1p53
            #expect(u > 0 && u < 1 && scaled == scaled.rounded() && scaled.truncatingRemainder(dividingBy: 2) == 1)
        }
    }

    /// Chi-square of a million uniforms in 1,000 equal cells: 999 degrees of freedom, z within 5 standard deviations (false alarm
    /// rate under 1e-5 a stream; the seed is fixed, so that the test is repeatable).
    @Test(arguments: [UInt64(1), 2, 0x8000_0000_0000_0000])
    func uniformsFillTheirCellsEvenly(key: UInt64) {
        var cells = [Double](repeating: 0, count: 1000)
        for u in uniforms(key: key, count: 1_000_000) { cells[Int(u * 1000)] += 1 }
        let statistic = cells.reduce(0) { $0 + ($1 - 1000) * ($1 - 1000) / 1000 }
        #expect(abs(statistic - 999) / (2.0 * 999).squareRoot() < 5, "chi-square \(statistic)")
    }

    /// Correlation of 100,000 pairs is below 5 standard errors (false alarm rate 6e-7 a pair of streams).
    @Test func streamsAndReplicatesAreIndependent() {
        let count = 100_000
        let columns = [
            uniforms(count: count), uniforms(key: 8, count: count), uniforms(replicate: 1, count: count),
            uniforms(key: 8, replicate: 1, count: count),
            uniforms(first: UInt64(count), count: count), Array(uniforms(count: count + 1).dropFirst()),
        ]
        for i in columns.indices {
            for j in columns.indices where j > i {
                let covariance = zip(columns[i], columns[j]).reduce(0) { $0 + ($1.0 - 0.5) * ($1.1 - 0.5) }
                let correlation = covariance / Double(count) * 12
                #expect(abs(correlation) * Double(count).squareRoot() < 5, "columns \(i) and \(j): \(correlation)")
            }
        }
    }
}
