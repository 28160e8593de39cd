import ArgumentParser
import Sampling
import Statistics

/// How many draws.
struct DrawCount: Sendable {
    let count: UInt64

    init(_ count: UInt64) {
        self.count = count
    }

    /// The number that `argument` stands for.
    /// - Throws: `ValidationError` that says what numbers there are.
    static func parse(_ argument: String) throws -> DrawCount {
        guard let count = WholeNumber.value(argument), DrawLayout(draws: count) != nil else {
            throw ValidationError(
                "write a whole number from 1 to \(DrawLayout.maximumDraws), such as 250k, 4M or 1B")
        }
        return DrawCount(count)
    }

    /// The draws that `sampler` takes for these, `nil` where those are too many; says so where they are others.
    func rounded(for sampler: Sampler) -> DrawLayout? {
        let layout = sampler.layout(atLeast: count)
        if let layout, layout.draws != count {
            Terminal.printMessage(
                "\(sampler.rawValue) takes 16 times a power of two draws: \(layout.draws) instead of \(count)")
        }
        return layout
    }
}

extension Sampler {
    /// The least number of draws that this takes and that are as many as `count`; `nil` where they are more than a run may have.
    func layout(atLeast count: UInt64) -> DrawLayout? {
        draws(atLeast: count, replicates: UInt64(DrawLayout.replicates)).flatMap(DrawLayout.init)
    }

    /// The most draws that a run may have.
    var maximumDraws: UInt64 {
        guard arePointsNested else { return DrawLayout.maximumDraws }
        let each = DrawLayout.maximumDraws / UInt64(DrawLayout.replicates)
        return UInt64(DrawLayout.replicates) << UInt64(UInt64.bitWidth - 1 - each.leadingZeroBitCount)
    }
}
