public import BinaryCoding
public import Sampling
public import Statistics

/// A model under one or several scenarios compiled to what a worker needs and no more: which streams to draw, which steps
/// to take, which registers to summarise. It knows no names.
///
/// A register is a column of doubles, one element a draw. Constants are registers that are filled once.
public struct Plan: Hashable, Sendable {
    /// One column computation.
    public enum Step: Hashable, Sendable {
        /// The quantiles of a kernel at the uniforms of a stream.
        case draw(stream: Int, kernel: Int, into: Int)
        /// The standard normal quantiles of the uniforms of a stream.
        case normal(stream: Int, into: Int)
        /// The quantiles of a kernel at the probabilities of a register of standard normals.
        case quantile(kernel: Int, normals: Int, into: Int)
        /// Apply an operation to registers; unused operands repeat the first.
        case operate(Operation, first: Int, second: Int, third: Int, into: Int)
    }

    /// A register whose every element is `value`.
    public struct Constant: Hashable, Sendable {
        /// The register.
        public let register: Int
        /// What it holds.
        public let value: Double

        /// A constant from its parts.
        public init(register: Int, value: Double) {
            self.register = register
            self.value = value
        }
    }

    /// Where the uniforms of one draw come from.
    public struct Stream: Hashable, Sendable {
        /// What keys it.
        public let id: StreamID
        /// Which coordinate of a low-discrepancy point it is, from 0; generators of independent numbers do without.
        public let dimension: Int

        /// A stream from its parts.
        public init(id: StreamID, dimension: Int) {
            self.id = id
            self.dimension = dimension
        }
    }

    /// The results under one scenario, of all draws alike or weighted by what was observed.
    public struct Part: Hashable, Sendable {
        /// The registers to summarise, in the order of the model's outputs.
        public let outputs: [Int]
        /// Condition registers, in the order of the model's probabilities.
        public let probabilities: [Int]
        /// Registers that are 1 where an identity holds, in the order of the model's identities.
        public let identities: [Int]
        /// The register of the chance of what was observed, relative to the largest there can be; `nil` where draws count alike.
        public let chance: Int?
        /// For each output a number amid its values where they lie close together far from 0, else 0: there its histogram is
        /// finest.
        public internal(set) var centers: [Double]

        /// A part from its registers.
        public init(
            outputs: [Int], probabilities: [Int], identities: [Int], chance: Int? = nil, centers: [Double]? = nil
        ) {
            self.outputs = outputs
            self.probabilities = probabilities
            self.identities = identities
            self.chance = chance
            self.centers = centers ?? outputs.map { _ in 0 }
        }

        /// The same results of draws with weights.
        func conditioned(by chance: Int) -> Part {
            Part(outputs: outputs, probabilities: probabilities, identities: identities, chance: chance)
        }

        /// Every register that is read after the last step.
        var registers: [Int] { outputs + probabilities + identities + (chance.map { [$0] } ?? []) }
    }

    /// How many registers an evaluation needs.
    public let registers: Int
    /// Filled before the first step.
    public let constants: [Constant]
    /// Where the uniforms of the random inputs come from that any result depends on.
    public let streams: [Stream]
    /// What uniforms and normals become; several streams may share one.
    public let kernels: [QuantileKernel]
    /// In the order in which they are taken.
    public let steps: [Step]
    /// The results: for each scenario a part of all draws alike, followed by one with weights where the model observes.
    public internal(set) var parts: [Part]

    /// What a summary of this plan holds.
    public var shape: SummaryShape {
        SummaryShape(
            outputs: parts[0].outputs.count, probabilities: parts[0].probabilities.count,
            identities: parts[0].identities.count, weighted: parts.map { $0.chance != nil },
            centers: parts.flatMap(\.centers), continuous: continuousOutputs)
    }

    /// The SHA-256 of the canonical bytes.
    public var digest: ContentDigest { ContentDigest(of: encoded()) }
}

extension Plan {
    /// The version of the sampling, evaluation and summary kernels. It changes when any draw or any figure could
    /// change in any bit; a run is pinned to the version it started with.
    public static let kernelVersion = "8"

    /// The most steps a plan may have (`model-format`).
    public static let maximumSteps = 1_000_000
    /// The most registers a plan may need: 128 MB a slot at the smallest block.
    public static let maximumRegisters = 1_000_000
    /// The most quantile functions that have to be tabulated, some milliseconds each, and the most numbers in all of them: 64 MB.
    public static let maximumTables = 500
    /// See ``maximumTables``.
    public static let maximumTableSize = 8_000_000
    /// The most outputs, probabilities and identities of all parts together: each needs a column of a whole leaf.
    public static let maximumResults = 1_000
    /// The highest coordinate a stream may have: 10^5 elements an input, of as many inputs as a file holds.
    public static let maximumDimension = 1 << 40
    /// The most parts: their summaries have to fit one message.
    public static let maximumParts = 60
}
