import CKernels
import Testing

@Suite struct HistogramKeyTests {
    @Test func keysOrderAsNumbersDoAndComeBack() {
        let ascending: [Double] = [
            -.greatestFiniteMagnitude, -1e10, -1, -0.5, -2.3e-308, -Double.leastNonzeroMagnitude,
            Double.leastNonzeroMagnitude, 2.3e-308, 0.5, 1, 1.0000000000000002, 1e10,
            .greatestFiniteMagnitude,
        ]
        let keys = ascending.map(suanli_histogram_key)
        #expect(zip(keys, keys.dropFirst()).allSatisfy { $0 < $1 })
        #expect(keys.map(suanli_histogram_value) == ascending)
    }
}
