import ClusterProtocol
import Foundation
import Reports
import Scheduling
import Statistics

/// Follows a run until it ends, drawing a progress bar where standard error is a terminal.
struct RunFollower {
    let connection: CoordinatorConnection
    let interruption: Interruption
    var limit: Duration?
    /// What the run's figures are called; without it the progress line says only of which kind the least precise one is.
    var names: FigureNames?

    /// How a run that was followed has come out.
    enum End {
        case ended(RunSnapshot)
        case interrupted(RunSnapshot)
        case gaveUp(RunSnapshot)
    }

    /// How long to wait before asking again: a twentieth of the time so far, so that no run is held up by more than that, and a
    /// long one does not notice.
    private static func pause(after elapsed: Duration) -> Duration {
        min(max(elapsed / 20, .milliseconds(2)), .milliseconds(250))
    }

    /// Blocks until the run has ended, a signal has arrived, or the limit has passed.
    func follow(_ run: String) throws(CommandFailure) -> End {
        let start = ContinuousClock.now
        var hasDrawn = false
        while true {
            let snapshot = try connection.status(run)
            let elapsed = ContinuousClock.now - start
            if Terminal.isErrorTerminal, hasDrawn || elapsed > .milliseconds(200) {
                draw(snapshot, isLast: snapshot.state.isFinal)
                hasDrawn = true
            }
            if snapshot.state.isFinal { return .ended(snapshot) }
            if interruption.hasHappened {
                if hasDrawn { Terminal.printMessage("") }
                return .interrupted(snapshot)
            }
            if let limit, elapsed >= limit { return .gaveUp(snapshot) }
            _ = interruption.wait(.now() + .microseconds(Int(Self.pause(after: elapsed) / .microseconds(1))))
        }
    }

    private func draw(_ snapshot: RunSnapshot, isLast: Bool) {
        let line = ProgressBar.line(
            merged: snapshot.merged, draws: snapshot.draws, elapsed: snapshot.seconds, note: note(on: snapshot),
            style: Terminal.resultStyle)
        Terminal.drawLine(line, isLast: isLast)
    }

    /// What holds the run back: the figure that is least precise, or the sensitivities that are left.
    private func note(on snapshot: RunSnapshot) -> String? {
        if let worst = snapshot.precision?.shortfall {
            let kind =
                switch worst.figure.kind {
                case .mean: "a mean"
                case .quantile: "a quantile"
                case .probability: "a probability"
                }
            return "\(names?.name(of: worst.figure) ?? kind) \(FigureNames.width(worst.relativeHalfWidth))"
        }
        guard snapshot.merged >= 1, snapshot.mergedParts < snapshot.parts else { return nil }
        return "sensitivities: \(snapshot.mergedParts) of \(snapshot.parts)"
    }
}
