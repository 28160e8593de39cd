import ClusterProtocol
import Foundation
import ModelLanguage
import Reports
import Scheduling

/// What commands that end with a result have in common.
enum ResultWriting {
    /// What a coordinator's reply says; `model` is what was submitted, where that was here.
    static func result(of reply: RunResultReply, model: CheckedModel? = nil) throws(CommandFailure) -> RunResult {
        do {
            return try RunResult(of: reply, model: model)
        } catch {
            throw CommandFailure(.unavailable, "error: \(error)")
        }
    }

    /// Writes a result file, whole or not at all; what is there and no ordinary file (a device, a pipe) is written to, never
    /// replaced.
    static func write(
        _ result: RunResult, of run: RunDescription, modelFile: String, to path: String
    ) throws(CommandFailure) {
        do {
            let text = try ResultFile.encode(result, of: run, fileName: modelFile)
            let target = URL(fileURLWithPath: path).resolvingSymlinksInPath()
            if FileWriting.isSpecial(target.path) {
                let handle = try FileHandle(forWritingTo: target)
                try handle.write(contentsOf: Data(text.utf8))
                try handle.close()
            } else {
                try Data(text.utf8).write(to: target, options: .atomic)
            }
        } catch let failure as ReportFailure {
            throw CommandFailure(.unavailable, "error: \(failure)")
        } catch {
            throw CommandFailure(.unavailable, "error: \(path) cannot be written: \(error.localizedDescription)")
        }
    }

    /// Refuses a path in a folder that is not there or cannot be written, before a long run rather than after it.
    static func checkWritable(_ path: String) throws(CommandFailure) {
        let folder = URL(fileURLWithPath: path).resolvingSymlinksInPath().deletingLastPathComponent().path
        guard FileWriting.isSpecial(path) || FileManager.default.isWritableFile(atPath: folder) else {
            throw CommandFailure(
                .usage, "error: \(path) cannot be written: the folder \(folder) is not there or not yours")
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
        if case .ended(let snapshot) = end, let asked = snapshot.precision?.target, let unmet = result.unmet(asked) {
            throw CommandFailure(.checkFailed, unmet)
        }
    }
}
