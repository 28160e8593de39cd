import Foundation
import Testing

/// The workload's figures against an independent computation with NumPy and SciPy.
struct ReferenceTests {
    /// Fixed seeds on both sides, so it passes always or never: 37 figures within four standard errors of the difference,
    /// which independent seeds would break once in about thirty trials (Student t with 15 degrees of freedom).
    @Test func workloadAgreesWithSciPy() throws {
        let outcome = try Program.run([
            "run", Program.w1, "--draws", "4194304", "--sampler", "philox", "--seed", "1", "--format", "json",
        ])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let candidate = ProcessInfo.processInfo.environment["SUANLI_TEST_PYTHON"] ?? "python3"
        python.arguments = [candidate, Program.root.appendingPathComponent("scripts/w1-reference.py").path]
        let input = Pipe()
        let output = Pipe()
        python.standardInput = input
        python.standardOutput = output
        python.standardError = output
        try python.run()
        try input.fileHandleForWriting.write(contentsOf: Data(outcome.output.utf8))
        try input.fileHandleForWriting.close()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        python.waitUntilExit()
        #expect(python.terminationStatus == 0, "\(text)")
    }
}
