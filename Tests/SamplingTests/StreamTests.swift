import Sampling
import Testing

@Suite struct StreamTests {
    /// Pinned: a change of these values changes every draw of every model.
    @Test func keysArePinned() {
        #expect(StreamID(input: "orders").word == 0x595d_0304_c522_f838)
        #expect(StreamKey(seed: 1, stream: StreamID(input: "orders")).word == 0x13bd_e220_1499_dc60)
    }

    @Test func differentInputsAndSeedsHaveDifferentKeys() {
        let names = ["", "a", "b", "aa", "orders", "orders ", "算力"]
        let keys = Set(
            (UInt64(0)...4).flatMap { seed in names.map { StreamKey(seed: seed, stream: StreamID(input: $0)) } })
        #expect(keys.count == 5 * names.count)
    }

    @Test func anyBlockOfAStreamIsThatOfTheWhole() {
        let key = StreamKey(seed: 3, stream: StreamID(input: "x"))
        var whole = [Double](repeating: 0, count: 500)
        UniformStream.fill(&whole, key: key, replicate: 15, first: 0, count: 500)
        for (first, count) in [(0, 1), (2, 3), (100, 400), (498, 2)] {
            var part = [Double](repeating: 0, count: count)
            UniformStream.fill(&part, key: key, replicate: 15, first: UInt64(first), count: count)
            #expect(part == Array(whole[first..<first + count]))
        }
    }
}
