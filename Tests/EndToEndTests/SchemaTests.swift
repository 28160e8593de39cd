import Foundation
import Testing

/// The JSON Schema that editors use, against every model of the repository.
struct SchemaTests {
    @Test func schemaAcceptsModelsAndRefusesBrokenOnes() throws {
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let candidate = ProcessInfo.processInfo.environment["SUANLI_TEST_PYTHON"] ?? "python3"
        python.arguments = [candidate, Program.root.appendingPathComponent("scripts/check-schema.py").path]
        let output = Pipe()
        python.standardOutput = output
        python.standardError = output
        try python.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        python.waitUntilExit()
        #expect(python.terminationStatus == 0, "\(text)")
    }
}
