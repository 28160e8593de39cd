import Foundation
import ModelLanguage
import Testing

/// Every file in `Broken` has one thing wrong, which its first line names: `# expect: LINE:COLUMN: PART OF THE MESSAGE`,
/// or `# expect: file: PART` for an error without a place.
@Suite struct BrokenModelTests {
    static let files: [URL] = {
        let folder = Bundle.module.url(forResource: "Broken", withExtension: nil)
        let files = folder.flatMap {
            try? FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil)
        }
        return (files ?? []).filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }
    }()

    @Test func thereAreBrokenModels() {
        #expect(Self.files.count >= 60)
    }

    @Test(arguments: files) func endsInTheErrorThatItExpects(_ file: URL) throws {
        let bytes = Array(try Data(contentsOf: file))
        let head = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
        let expected = try #require(head.wholeMatch(of: /# expect: (file|\d+:\d+): (.+)/), "no expectation in \(file)")
        let failure = try failure(parsing: bytes, within: .seconds(2))
        let first = try #require(failure.diagnostics.first { $0.severity == .error })
        #expect((first.place.map { "\($0.line):\($0.column)" } ?? "file") == expected.1)
        #expect(first.message.contains(expected.2), "\(first.message)")
        #expect(!first.message.contains("\n"))
    }
}

/// The failure that parsing `bytes` ends in, soon enough.
func failure(parsing bytes: [UInt8], within limit: Duration) throws -> ModelFailure {
    let start = ContinuousClock.now
    defer { #expect(ContinuousClock.now - start < limit) }
    do {
        let model = try CheckedModel(parsing: bytes, file: "model.yaml")
        // What is certain only for one scenario may show in its plan.
        for scenario in model.scenarios { _ = try model.plan(scenario: scenario.name) }
    } catch {
        return error
    }
    throw Unexpected("the model is not broken")
}

/// Something that a test did not expect.
struct Unexpected: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
