import CFuzzer
import Glibc

// libFuzzer's own driver with our test; its mutator finds ours by name (`Mutators.swift`). See README.md.

/// Stops the process at a text that must not be: libFuzzer then writes it to a file.
/// - Returns: 0 for a text to go on from. Of those that are no models most are not: nearly every change of a model breaks
///   it, and what is behind the checks would hardly be reached.
private func test(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
    let text = Array(UnsafeBufferPointer(start: data, count: size))
    var use = ResourceUse()
    let isModel: Bool
    do {
        isModel = try WholePath.take(text) { use.begin($0) }
    } catch {
        fatalError("\(error)")
    }
    use.begin("")
    return isModel || text.reduce(0, &+).isMultiple(of: 64) ? 0 : -1
}

Vocabulary.shared = Vocabulary(arguments: CommandLine.arguments)
var argumentCount = CommandLine.argc
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
exit(LLVMFuzzerRunDriver(&argumentCount, &arguments, test))
