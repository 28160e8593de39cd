import Foundation
import Testing

/// Every text that the fuzzer once found to crash, hang or grow now ends in results or an error, soon.
@Suite struct FuzzFindingsTests {
    static let files: [URL] = {
        let folder = Repository.root.appending(path: "Tests/ModelLanguageTests/Findings")
        let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return (files ?? []).filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }
    }()

    @Test func thereAreFindings() {
        #expect(!Self.files.isEmpty)
    }

    @Test(arguments: files) func endsSoon(_ file: URL) throws {
        let text = Array(try Data(contentsOf: file))
        let start = ContinuousClock.now
        try WholePath.take(text)
        // Tests run side by side and partly without optimisation: the fuzzer itself allows two seconds.
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func aModelWithItsIncludedPartGoesAllTheWay() throws {
        let text = """
            suanli: 1
            name: test
            include: [parts.yaml]
            quantities: {q: {formula: a * 2}}
            outputs: [q]
            # included
            inputs: {a: {value: 1 to 2}}
            """
        #expect(try WholePath.take(Array(text.utf8)))
        #expect(try !WholePath.take(Array(text.utf8.dropLast(10))))
    }
}
