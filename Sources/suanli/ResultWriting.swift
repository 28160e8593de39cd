import ClusterProtocol
import Foundation
import Reports
import Scheduling

/// What commands that end with a result have in common.
enum ResultWriting {
    /// What a coordinator's reply says.
    static func result(of reply: RunResultReply) throws(CommandFailure) -> RunResult {
        do {
            return try RunResult(of: reply)
        } catch {
            throw CommandFailure(.unavailable, "error: \(error)")
        }
    }

    /// Writes a result file, whole or not at all.
    static func write(
        _ result: RunResult, of run: RunDescription, modelFile: String, to path: String
    ) throws(CommandFailure) {
        do {
            let text = try ResultFile.encode(result, of: run, fileName: modelFile)
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch let failure as ReportFailure {
            throw CommandFailure(.unavailable, "error: \(failure)")
        } catch {
            throw CommandFailure(.unavailable, "error: \(path) cannot be written: \(error.localizedDescription)")
        }
    }

    /// Ends the command with the status that the end of its run deserves.
    static func checkEnd(_ end: RunFollower.End, result: RunResult) throws(CommandFailure) {
        switch end {
        case .interrupted: throw CommandFailure(.interrupted, "interrupted; the estimates are of what was merged")
        case .gaveUp(let snapshot): throw CommandFailure(.gaveUp, "gave up waiting; run \(snapshot.id) goes on")
        case .ended(let snapshot):
            switch snapshot.state {
            case .failed: throw CommandFailure(.checkFailed, "error: run \(snapshot.id) failed: \(snapshot.reason)")
            case .cancelled:
                throw CommandFailure(
                    .checkFailed, "run \(snapshot.id) was cancelled; the estimates are of what was merged")
            case .done, .queued, .running: break
            }
        }
        guard result.doIdentitiesHold else {
            throw CommandFailure(
                .checkFailed, "error: an identity of the model does not hold in every draw (see above)")
        }
    }
}
