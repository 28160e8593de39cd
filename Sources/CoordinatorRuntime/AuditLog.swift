import Access
import Glibc
import Logging
import RuntimeSupport
import Synchronization

/// Who submitted and cancelled runs, and who was refused: `audit.jsonl` beside the ledger, a JSON object a line.
///
/// Lines are only ever appended. At 16 MB the file becomes `audit.jsonl.1`, that `.2`, and so on; eight are kept. Refusals,
/// which strangers can cause at will, are bounded to 20 lines a second, and a line says how many were left out before it.
/// A line is with the system when the call returns, and on the disk when that sees fit: what was accepted is in the ledger.
final class AuditLog: Sendable {
    private struct State {
        var descriptor: Int32
        var bytes: Int
        var refusals: TokenBucket
        var leftOut: UInt64 = 0
        var isFailing = false
    }

    private static let maximumBytes = 16 << 20
    private static let filesKept = 8
    private static let refusalRate = TokenBucket.Rate(perSecond: 20, burst: 200)

    private let path: String?
    private let logger: Logger
    private let state: Mutex<State>
    private let refusalsSeen = Atomic<UInt64>(0)

    /// The log in `directory`, or none where that is `nil`.
    init(directory: String?, logger: Logger) {
        path = directory.map { "\($0)/audit.jsonl" }
        self.logger = logger
        state = Mutex(
            State(descriptor: -1, bytes: 0, refusals: TokenBucket(Self.refusalRate, at: MonotonicClock.now)))
    }

    deinit {
        state.withLock { state in
            if state.descriptor >= 0 { close(state.descriptor) }
        }
    }

    /// How many refusals there were, written or left out.
    var refusals: UInt64 { refusalsSeen.load(ordering: .relaxed) }

    /// Notes what `name` did (`nil`: whoever can reach the coordinator may do it) to a run.
    func note(_ event: String, of run: String, by name: String?, peer: String, more: [(String, String)] = []) {
        state.withLock {
            write([("event", event), ("by", name ?? "anyone"), ("peer", peer), ("run", run)] + more, &$0)
        }
    }

    /// Notes what `name` did to a worker.
    func note(_ event: String, worker: String, by name: String?) {
        state.withLock { write([("event", event), ("by", name ?? "anyone"), ("worker", worker)], &$0) }
    }

    /// Notes that somebody, known by `name` or not at all, was not allowed what they asked for at `place`.
    func noteRefusal(by name: String?, at place: String, from address: String, because reason: String) {
        refusalsSeen.add(1, ordering: .relaxed)
        state.withLock { state in
            guard state.refusals.take(Self.refusalRate, at: MonotonicClock.now) else {
                state.leftOut += 1
                return
            }
            var fields = [
                ("event", "refused"), ("by", name ?? "unknown"), ("at", place), ("from", address), ("reason", reason),
            ]
            if state.leftOut > 0 { fields.append(("left_out_before", "\(state.leftOut)")) }
            state.leftOut = 0
            write(fields, &state)
        }
    }

    private func write(_ fields: [(String, String)], _ state: inout State) {
        guard let path else { return }
        let line = Array(Self.line([("time", Self.time)] + fields).utf8)
        if state.bytes + line.count > Self.maximumBytes { rotate(path, &state) }
        if state.descriptor < 0 { open(path, &state) }
        let isWritten = line.withUnsafeBytes { Glibc.write(state.descriptor, $0.baseAddress, $0.count) } == line.count
        if !isWritten && !state.isFailing {
            logger.error(
                "the audit log cannot be written", metadata: ["path": "\(path)", "reason": "\(Self.lastError)"])
        }
        state.isFailing = !isWritten
        state.bytes += line.count
    }

    private func open(_ path: String, _ state: inout State) {
        state.descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        state.bytes = max(0, lseek(state.descriptor, 0, SEEK_END))
    }

    private func rotate(_ path: String, _ state: inout State) {
        if state.descriptor >= 0 { close(state.descriptor) }
        state.descriptor = -1
        for number in stride(from: Self.filesKept - 1, through: 1, by: -1) {
            rename(number == 1 ? path : "\(path).\(number - 1)", "\(path).\(number)")
        }
    }

    private static var lastError: String { String(cString: strerror(errno)) }

    /// The time now as RFC 3339 has it, in UTC, with milliseconds.
    private static var time: String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var parts = tm()
        var seconds = now.tv_sec
        gmtime_r(&seconds, &parts)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
            guard let start = buffer.baseAddress, strftime(start, 32, "%Y-%m-%dT%H:%M:%S.", &parts) > 0 else {
                return ""
            }
            let milliseconds = "00\(now.tv_nsec / 1_000_000)".suffix(3)
            return String(cString: start) + milliseconds + "Z"
        }
    }

    /// One object in one line; texts are cut at 500 characters.
    static func line(_ fields: [(String, String)]) -> String {
        "{" + fields.map { "\"\($0.0)\":\"\(escaped($0.1))\"" }.joined(separator: ",") + "}\n"
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars.prefix(500) {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
                result += "\\u" + ("000" + String(scalar.value, radix: 16)).suffix(4)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
