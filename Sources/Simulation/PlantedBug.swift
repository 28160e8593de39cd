/// A mistake built into the simulated shells on purpose, to show that a simulation finds its like.
package enum PlantedBug: String, CaseIterable, Sendable {
    /// The coordinator answers and sends first and writes its records afterwards.
    case sendsBeforeWriting
    /// The ledger loses one removed node in ten.
    case dropsRemovals
    /// A crash undoes the last batch, which had been reported durable.
    case forgetsLastBatch
    /// A crash in the middle of a write leaves the first half of the batch.
    case tearsBatches
    /// The coordinator starts again under its former epoch.
    case repeatsEpochs
    /// A worker takes one shard in ten for its neighbour.
    case evaluatesNeighbours
    /// A worker joins the halves of a shard in the wrong order.
    case swapsSides
    /// A worker takes one sensitivity part in ten for its neighbour.
    case evaluatesNeighbouringParts
    /// The ledger forgets that runs went on to further draws.
    case dropsGoals
    /// Whether a run is precise enough is a matter of chance.
    case judgesByChance
    /// Heartbeats arrive without their list of leases.
    case emptiesHeartbeats
    /// One lease in twenty never reaches its worker.
    case losesLeases
}
