import Glibc

/// The words and phrases of models, from the dictionary that libFuzzer is given.
struct Vocabulary {
    /// That of the process; set before the first text.
    nonisolated(unsafe) static var shared = Vocabulary(entries: [])

    /// Entries that a text can hold as they are.
    let phrases: [[UInt8]]
    /// What stands before and behind a word in the entries that have an `@` in its place.
    let frames: [(before: [UInt8], behind: [UInt8])]

    /// The dictionary that `-dict=PATH` names; an empty one without it.
    init(arguments: [String]) {
        let option = "-dict="
        let path = arguments.first { $0.hasPrefix(option) }?.dropFirst(option.count)
        self.init(entries: path.map { Self.entries(ofFile: String($0)) } ?? [])
    }

    private init(entries: [[UInt8]]) {
        phrases = entries.filter { !$0.contains(0x40) }
        frames = entries.compactMap { entry in
            entry.firstIndex(of: 0x40).map { (Array(entry[..<$0]), Array(entry[($0 + 1)...])) }
        }
    }

    /// What stands in quotes on the lines of a dictionary, without its escapes.
    private static func entries(ofFile path: String) -> [[UInt8]] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        while case let byte = getc(file), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
        return bytes.split(separator: 0x0A).compactMap { line in
            guard line.first == 0x22, line.last == 0x22, line.count > 2 else { return nil }
            return unescaped(line.dropFirst().dropLast())
        }
    }

    private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == 0x5C, let next = rest.popFirst() else {
                result.append(byte)
                continue
            }
            guard next == 0x78 else {
                result.append(next)
                continue
            }
            result.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0x20)
            rest = rest.dropFirst(2)
        }
        return result
    }
}
