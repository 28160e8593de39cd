import Foundation
import Synchronization
import Testing

/// The program under test, as a user runs it: real processes, real pipes.
enum Program {
    /// Beside the test bundle, where the build puts both.
    static let path = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("suanli").path

    /// The root of the repository.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let w1 = root.appendingPathComponent("Benchmarks/w1.yaml").path

    /// What a finished command said.
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String

        /// The output as JSON.
        func json() throws -> [String: Any] {
            let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
            return try #require(value as? [String: Any], "not an object: \(output.prefix(200))")
        }
    }

    /// Runs a command to its end, which must come within `limit` seconds.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], input: String = "", limit: Double = 120
    ) throws -> Outcome {
        let running = try Running(arguments, environment: environment, input: input)
        guard running.waitForEnd(within: limit) else {
            running.kill(SIGKILL)
            throw Trouble("suanli \(arguments.joined(separator: " ")) did not end within \(limit) s")
        }
        return Outcome(status: running.status, output: running.output, errors: running.errors)
    }

    struct Trouble: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    /// Waits until `condition` holds; fails loudly after `limit` seconds.
    static func wait(_ what: String, within limit: Double = 60, until condition: () throws -> Bool) throws {
        let deadline = Date(timeIntervalSinceNow: limit)
        while try !condition() {
            guard Date() < deadline else { throw Trouble("waited \(limit) s for \(what)") }
            usleep(20_000)
        }
    }
}

/// A process that is running, its output collected as it comes.
final class Running {
    let process = Process()
    private let collected: [Collector]

    init(_ arguments: [String], environment: [String: String] = [:], input: String = "") throws {
        process.executableURL = URL(fileURLWithPath: Program.path)
        process.arguments = arguments
        var all = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("SUANLI_") }
        all.merge(environment) { $1 }
        process.environment = all
        let inputPipe = Pipe()
        let pipes = [Pipe(), Pipe()]
        process.standardInput = inputPipe
        process.standardOutput = pipes[0]
        process.standardError = pipes[1]
        collected = pipes.map { Collector($0.fileHandleForReading) }
        try process.run()
        try inputPipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try inputPipe.fileHandleForWriting.close()
    }

    deinit {
        if process.isRunning { kill(SIGKILL) }
    }

    var output: String { collected[0].text }
    var errors: String { collected[1].text }
    var status: Int32 {
        process.terminationReason == .uncaughtSignal ? 128 + process.terminationStatus : process.terminationStatus
    }

    func kill(_ signal: Int32) {
        Foundation.kill(process.processIdentifier, signal)
    }

    func waitForEnd(within limit: Double) -> Bool {
        let deadline = Date(timeIntervalSinceNow: limit)
        while process.isRunning || !collected.allSatisfy(\.isAtEnd) {
            guard Date() < deadline else { return false }
            usleep(5_000)
        }
        return true
    }
}

/// Reads a pipe to its end on a thread of its own.
private final class Collector: Sendable {
    private let state = Mutex<(data: Data, isAtEnd: Bool)>((Data(), false))

    init(_ handle: FileHandle) {
        let handle = UncheckedHandle(handle: handle)
        Thread.detachNewThread { [self] in
            // What is there, without waiting for more.
            while case let piece = handle.handle.availableData, !piece.isEmpty {
                state.withLock { $0.data.append(piece) }
            }
            state.withLock { $0.isAtEnd = true }
        }
    }

    var text: String { state.withLock { String(decoding: $0.data, as: UTF8.self) } }
    var isAtEnd: Bool { state.withLock { $0.isAtEnd } }

    /// The handle goes to the reading thread and stays there.
    private struct UncheckedHandle: @unchecked Sendable {
        let handle: FileHandle
    }
}
