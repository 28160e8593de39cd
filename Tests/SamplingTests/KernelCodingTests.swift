import BinaryCoding
import Sampling
import TestSupport
import Testing

@Suite struct KernelCodingTests {
    private var kernels: [QuantileKernel] {
        get throws {
            try [
                Uniform(low: 1, high: 2).kernel(), Normal(mean: 1, sd: 2).kernel(), Lognormal(mu: 1, sigma: 2).kernel(),
                Triangular(low: 0, mode: 1, high: 2).kernel(), Discrete(weighted: [(0.5, 1), (0.5, 2)]).kernel(),
                Discrete.bernoulli(1).kernel(), Beta(alpha: 2, beta: 3).kernel(),
                PERT(low: 0, mode: 1, high: 4).kernel(),
            ]
        }
    }

    @Test func kernelsComeBack() throws {
        for kernel in try kernels {
            var writer = ByteWriter()
            kernel.encode(into: &writer)
            var reader = ByteReader(writer.bytes)
            #expect(try QuantileKernel(decoding: &reader) == kernel)
            #expect(reader.remaining == 0)
        }
    }

    /// A damaged kernel is refused or can be evaluated; it never traps or reads outside its table.
    @Test(arguments: UInt64(1)...20)
    func damagedKernelsDoNoHarm(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for kernel in try kernels {
            var writer = ByteWriter()
            kernel.encode(into: &writer)
            for _ in 0..<20 {
                var bytes = writer.bytes
                for _ in 0...Int.random(in: 0...3, using: &random) {
                    let end = Bool.random(using: &random) ? min(30, bytes.count) : bytes.count
                    bytes[Int.random(in: 0..<end, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                var reader = ByteReader(bytes[..<Int.random(in: bytes.count / 2...bytes.count, using: &random)])
                guard let damaged = try? QuantileKernel(decoding: &reader) else { continue }
                for u in [0x1p-53, 0.3, 0.5, 1 - 0x1p-53] { _ = damaged.quantile(u) }
            }
        }
    }
}
