import CFuzzer

/// libFuzzer's question for another text near the one in `data`.
@_cdecl("LLVMFuzzerCustomMutator")
func mutate(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ capacity: Int, _ seed: UInt32) -> Int {
    var random = SeededGenerator(seed: UInt64(seed))
    // Bytes are for the reader of YAML, and for what nobody thought of.
    if Int.random(in: 0..<10, using: &random) == 0 { return LLVMFuzzerMutate(data, size, capacity) }
    let text = UnsafeBufferPointer(start: data, count: size)
    var mutation = TextMutation(of: text, seed: random.next())
    repeat { mutation.step() } while Int.random(in: 0..<3, using: &random) == 0
    return put(mutation.text, in: data, capacity: capacity)
}

/// libFuzzer's question for a text made of the two in `first` and `second`.
@_cdecl("LLVMFuzzerCustomCrossOver")
func crossOver(
    _ first: UnsafePointer<UInt8>, _ firstSize: Int, _ second: UnsafePointer<UInt8>, _ secondSize: Int,
    _ result: UnsafeMutablePointer<UInt8>, _ capacity: Int, _ seed: UInt32
) -> Int {
    var mutation = TextMutation(of: UnsafeBufferPointer(start: first, count: firstSize), seed: UInt64(seed))
    mutation.take(from: TextPieces(UnsafeBufferPointer(start: second, count: secondSize)))
    return put(mutation.text, in: result, capacity: capacity)
}

private func put(_ text: [UInt8], in data: UnsafeMutablePointer<UInt8>, capacity: Int) -> Int {
    let size = min(text.count, capacity)
    data.update(from: Array(text.prefix(size)), count: size)
    return size
}
