public import BinaryCoding

/// The fingerprint of a result: the same for any workers, threads, shards, orders of arrival, crashes and retries.
public enum ResultDigest {
    /// SHA-256 over the plan's digest, sampler, seed, draws, kernel version, and every figure of every part as IEEE bits; not
    /// over names, times or anything that a chart alone shows.
    public static func compute(
        plan: ContentDigest, sampler: String, seed: UInt64, draws: UInt64, kernelVersion: String, parts: [Estimates]
    ) -> ContentDigest {
        var writer = ByteWriter()
        writer.write("suanli result 2")
        writer.writeRaw(plan.bytes)
        writer.write(sampler)
        writer.write(seed)
        writer.write(draws)
        writer.write(kernelVersion)
        for part in parts { write(part, to: &writer) }
        return ContentDigest(of: writer.bytes)
    }

    /// The fingerprint of the results of several scenarios, each of which has its own.
    public static func compute(scenarios: [ContentDigest]) -> ContentDigest {
        var writer = ByteWriter()
        writer.write("suanli scenarios 1")
        for digest in scenarios { writer.writeRaw(digest.bytes) }
        return ContentDigest(of: writer.bytes)
    }

    private static func write(_ estimates: Estimates, to writer: inout ByteWriter) {
        writer.write(estimates.draws)
        writer.write(estimates.weight.sum)
        for output in estimates.outputs {
            writer.write(output.finite)
            writer.write(output.notFinite)
            guard let figures = output.figures else { continue }
            for figure in [figures.mean, figures.sd] + figures.quantiles.map(\.figure) { write(figure, to: &writer) }
            writer.write(figures.minimum)
            writer.write(figures.maximum)
        }
        for probability in estimates.probabilities {
            writer.write(probability.hits)
            writer.write(probability.undefined)
            write(probability.figure, to: &writer)
        }
        for count in estimates.violations { writer.write(count) }
    }

    private static func write(_ figure: Figure, to writer: inout ByteWriter) {
        // Which NaN 0 / 0 gives is the machine's choice.
        writer.write(figure.value.isNaN ? Double.nan : figure.value)
        writer.write(UInt8(figure.standardError == nil ? 0 : 1))
        writer.write(figure.standardError ?? 0)
    }
}
