import Statistics

/// Runs that may take so much and no more: time, and the coordinator's memory. What is merged of one that is ended stays.
extension CoordinatorCore {
    /// Ends the runs whose time is up.
    mutating func expireRuns(at now: Instant) {
        for id in limited.sorted() {
            guard let most = runs[id]?.description.terms.maximumSeconds, let seconds = runs[id]?.seconds(at: now),
                seconds >= most
            else { continue }
            end(
                id, as: .failed, reason: "the \(most) s that it may be computed for are over; what is merged stands",
                at: now)
        }
    }

    /// Ends the run if more is held of it than may be; to be called whenever that has grown.
    mutating func endIfTooLarge(_ id: RunID, at now: Instant) {
        guard let run = runs[id], run.isTooLarge, let most = run.description.terms.maximumBytes else { return }
        end(
            id, as: .failed,
            reason: "the \(most) bytes of memory that it may take are not enough: \(run.heldBytes) are held of it; "
                + "what is merged stands", at: now)
    }
}

extension ActiveRun {
    /// Bytes of memory that it takes here: model, plans, and the summaries that are merged and wait for their siblings. What is on
    /// its way in or out comes on top, and so does what little is known of each shard that is out.
    var heldBytes: Int { description.byteCount + tree.byteCount }

    /// Whether that is more than may be.
    var isTooLarge: Bool { description.terms.maximumBytes.map { heldBytes > $0 } ?? false }
}
