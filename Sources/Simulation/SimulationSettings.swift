import Scheduling

/// How large a simulated cluster is and how long it is tormented. What exactly goes wrong is drawn from the seed.
public struct SimulationSettings: Hashable, Sendable {
    /// Worker processes.
    public var workers = 5
    /// Runs submitted.
    public var runs = 2
    /// The most draws of a run.
    public var drawsAtMost: UInt64 = 3_000_000
    /// Faults happen until this much virtual time has passed.
    public var faultyTime: Duration = .seconds(45)
    /// All runs must have ended this long after the last fault.
    public var recoveryTime: Duration = .seconds(240)

    /// A calm cluster with one run of so many shards of one leaf, to see that size does no harm; `nil` for runs and faults from the seed.
    public var shards: UInt64?

    /// A mistake to build in, so that it can be seen to be found.
    package var plantedBug: PlantedBug?

    /// A small cluster, so that one simulation takes a fraction of a second.
    public init() {}
}

/// What goes wrong in one simulation, and how often. Every seed has its own: some networks only reorder, some clusters
/// only crash.
struct Weather: Sendable {
    var loss = 0.0
    var duplication = 0.0
    /// Chance that a message takes seconds, not milliseconds.
    var straying = 0.0
    /// Chance that a worker's message cannot be read.
    var corruption = 0.0
    /// Whether a connection delivers in order, as ZeroMQ's do.
    var keepsOrder = true
    /// Whether a partition holds messages until it heals, or loses them.
    var holdsInPartition = true
    /// Whether a worker that starts again takes its former name.
    var keepsNames = true
    /// Chance that an evaluation ends in an error.
    var failure = 0.0
    /// Seconds from one fault of a kind to the next, on average; none when infinite.
    var partitionEvery = Double.infinity
    var breakEvery = Double.infinity
    var workerCrashEvery = Double.infinity
    var coordinatorCrashEvery = Double.infinity
    var stallEvery = Double.infinity
    var drainEvery = Double.infinity
    var callEvery = Double.infinity
    var jumpEvery = Double.infinity
    var diskFailsEvery = Double.infinity
    /// Chance that a result of the first worker is another than it should be.
    var lies = 0.0

    init() {}

    /// The weather that a seed brings: each kind of fault is there or not, and one time in ten none is.
    init(from generator: inout SplitMix64) {
        func some<Value>(_ value: Value, else usual: Value, _ generator: inout SplitMix64) -> Value {
            generator.chance(0.5) ? value : usual
        }
        guard generator.chance(0.9) else { return }
        keepsOrder = generator.chance(0.5)
        loss = some(0.2 * generator.unit(), else: 0, &generator)
        duplication = some(0.2 * generator.unit(), else: 0, &generator)
        straying = some(0.1 * generator.unit(), else: 0, &generator)
        corruption = some(0.05 * generator.unit(), else: 0, &generator)
        holdsInPartition = generator.chance(0.5)
        keepsNames = generator.chance(0.5)
        failure = generator.chance(0.2) ? 0.004 : 0
        partitionEvery = some(3 + 20 * generator.unit(), else: .infinity, &generator)
        breakEvery = some(2 + 20 * generator.unit(), else: .infinity, &generator)
        workerCrashEvery = some(2 + 20 * generator.unit(), else: .infinity, &generator)
        coordinatorCrashEvery = some(4 + 30 * generator.unit(), else: .infinity, &generator)
        stallEvery = some(4 + 20 * generator.unit(), else: .infinity, &generator)
        drainEvery = generator.chance(0.3) ? 5 + 20 * generator.unit() : .infinity
        callEvery = generator.chance(0.2) ? 5 + 20 * generator.unit() : .infinity
        jumpEvery = generator.chance(0.4) ? 3 + 15 * generator.unit() : .infinity
        diskFailsEvery = generator.chance(0.4) ? 5 + 20 * generator.unit() : .infinity
        lies = generator.chance(0.15) ? 0.02 + 0.3 * generator.unit() : 0
    }
}
