import BinaryCoding
import Testing

@Suite struct ContentDigestTests {
    /// The examples of FIPS 180-4 for SHA-256: one block, two blocks, nothing, and a million letters.
    @Test(arguments: [
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
    func hashesAreThoseOfTheStandard(content: String, expected: String) {
        #expect(ContentDigest(of: Array(content.utf8)).description == expected)
        // Lying apart, in pieces, and behind a head.
        #expect(ContentDigest(of: content.utf8.lazy.map { $0 }).description == expected)
        #expect(ContentDigest(of: ([7] + content.utf8).dropFirst()).description == expected)
        #expect(
            ContentDigest(of: content.utf8.dropFirst(), after: Array(content.utf8.prefix(1))).description == expected)
    }

    @Test func textAndBytesComeBack() {
        let digest = ContentDigest(of: [1, 2, 3])
        #expect(ContentDigest(hexadecimal: digest.description) == digest)
        #expect(ContentDigest(hexadecimal: digest.description.uppercased()) == digest)
        #expect(ContentDigest(bytes: digest.bytes) == digest)
    }

    @Test func anythingElseIsRefused() {
        let digits = ContentDigest(of: [1, 2, 3]).description
        for text in [
            "", String(digits.dropLast()), digits + "0", digits.dropLast() + "g", digits.dropLast(2) + "é",
            " " + digits,
        ] {
            #expect(ContentDigest(hexadecimal: text) == nil, "\(text)")
        }
        #expect(ContentDigest(bytes: [UInt8](repeating: 0, count: 31)) == nil)
        #expect(ContentDigest(bytes: [UInt8](repeating: 0, count: 33)) == nil)
    }
}
