import Testing

@testable import Scheduling

@Suite struct BackoffTests {
    @Test(arguments: UInt64(1)...20)
    func waitsDoubleUpToTheLongestWithUpToHalfAdded(seed: UInt64) {
        var backoff = Backoff(shortest: .seconds(1), longest: .seconds(32), seed: seed)
        for expected in [1, 2, 4, 8, 16, 32, 32, 32] {
            let wait = backoff.advance()
            #expect(wait >= .seconds(expected) && wait <= .seconds(expected) * 1.5, "seed \(seed): \(wait)")
        }
        backoff.reset()
        #expect(backoff.advance() < .seconds(2))
    }

    @Test func differentSeedsComeBackAtDifferentTimes() {
        let waits = (UInt64(1)...50).map { seed in
            var backoff = Backoff(shortest: .seconds(1), longest: .seconds(32), seed: seed)
            return backoff.advance()
        }
        #expect(Set(waits).count == 50)
    }
}
