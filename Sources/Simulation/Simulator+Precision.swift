import Scheduling
import Statistics

/// Runs towards a precision, and their sensitivities, with stand-ins for the statistics.
extension Simulator {
    /// Judges in a while, unless the process is gone by then.
    mutating func judge(_ run: RunID, draws: UInt64, nodes: [(range: ShardRange, node: ChainNode)]) {
        guard let layout = DrawLayout(draws: draws), Set(nodes.map(\.range)) == Set(layout.roots) else {
            object(["\(run) is to be judged by \(nodes.map(\.range.place)), which are not its first \(draws) draws"])
            return
        }
        let shortfall =
            settings.plantedBug == .judgesByChance && generator.chance(0.5)
            ? nil : SimulatedPrecision.shortfall(of: nodes.map(\.node))
        timeline.schedule(
            .precisionIsJudged(process: coordinator.number, run, draws: draws, shortfall),
            at: now + generator.nanoseconds(0.001, 1))
    }

    /// What a worker makes of a part.
    mutating func evaluated(part: Int, of run: RunDescription) -> [UInt8] {
        let isMistaken = settings.plantedBug == .evaluatesNeighbouringParts && generator.chance(0.1)
        return SimulatedPrecision.sensitivity(part: isMistaken ? part + 1 : part, seed: run.seed)
    }
}

/// Stand-ins that depend on what they are given to the last bit.
enum SimulatedPrecision {
    /// Whether the merged roots of all replicates are precise enough: one time in three.
    static func shortfall(of roots: [ChainNode]) -> Shortfall? {
        let word = roots.reduce(0) { SplitMix64.mix($0 ^ $1.hash) }
        guard word % 3 != 0 else { return nil }
        return Shortfall(figure: RequestedFigure(.mean, of: 0, part: 0), relativeHalfWidth: Double(word >> 11))
    }

    /// At how many draws one process ends the run.
    static func goal(of run: RunDescription) -> DrawLayout {
        var goal = run.firstGoal
        while run.precision != nil, let next = run.layout.goal(after: goal) {
            let roots = goal.roots.compactMap { ChainNode.reference($0, layout: goal, seed: run.seed) }
            if shortfall(of: roots) == nil { break }
            goal = next
        }
        return goal
    }

    /// What comes of a part of the sensitivities.
    static func sensitivity(part: Int, seed: UInt64) -> [UInt8] {
        let word = SplitMix64.mix(seed ^ SplitMix64.mix(UInt64(part)))
        return (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
    }
}

extension DrawLayout {
    /// The nodes that are the whole run.
    var roots: [ShardRange] { (0..<Self.replicates).compactMap { root(ofReplicate: $0) } }
}
