import Foundation
import Testing

/// `suanli chaos` itself, for a few seconds; a longer one is a command of its own.
@Suite struct ChaosTests {
    /// `scripts/sanitize` leaves clocks alone: a sanitizer and libfaketime together hang at the start of a process.
    private static let leftOut =
        ProcessInfo.processInfo.environment["SUANLI_TEST_WITHOUT_CLOCKS"] == nil ? [] : ["--without", "clock stepped"]

    @Test func answersSurviveFailures() throws {
        let outcome = try Program.run(
            [
                "chaos", "--minutes", "0.15", "--interval", "0.6", "--workers", "2", "--draws", "16M", "--seed", "5",
                "--port", "\(try Cluster.freePorts(4))",
            ] + Self.leftOut, limit: 150)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("runs ended with the digest of one process"))
        #expect(!outcome.output.contains("!"), "\(outcome.output)")
    }

    @Test func badOptionsAreUsage() throws {
        for arguments in [
            ["--minutes", "0"], ["--workers", "0"], ["--interval", "0.01"], ["--port", "80"], ["--without", "rain"],
        ] {
            #expect(try Program.run(["chaos"] + arguments).status == 64)
        }
        #expect(try Program.run(["chaos", "nowhere.yaml"]).status == 65)
    }
}
