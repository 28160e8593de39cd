import Foundation
import Testing

@testable import ModelLanguage

/// The JSON Schema of model files knows the language's own words.
@Suite struct SchemaTests {
    private static func schema() throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(try Repository.bytes("docs/model.schema.json")))
        return try #require(value as? [String: Any])
    }

    @Test func reservedWordsAreThoseOfTheLanguage() throws {
        let definitions = try #require(try Self.schema()["$defs"] as? [String: [String: Any]])
        let words = try #require(definitions["reserved"]?["enum"] as? [String])
        #expect(Set(words) == Keywords.operators.union(Function.allCases.map(\.rawValue)))
    }

    @Test func sectionsAreThoseOfTheCanonicalLayout() throws {
        let sections = try #require(try Self.schema()["properties"] as? [String: Any])
        #expect(Set(sections.keys) == Set(ModelLayout.keys))
    }
}
