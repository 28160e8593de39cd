public import BinaryCoding
import Sampling

extension Plan {
    private static let formatVersion: UInt8 = 3

    /// The canonical bytes: equal plans have equal bytes.
    public func encoded() -> [UInt8] {
        encoded { $0.encode(into: &$1) }
    }

    /// The same with kernels as `write` has them.
    func encoded(kernel write: (QuantileKernel, inout ByteWriter) -> Void) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.formatVersion)
        writer.writeVarint(UInt64(registers))
        writer.writeVarint(UInt64(constants.count))
        for constant in constants {
            writer.writeVarint(UInt64(constant.register))
            writer.write(constant.value)
        }
        writer.writeVarint(UInt64(streams.count))
        for stream in streams {
            writer.write(stream.id.word)
            writer.writeVarint(UInt64(stream.dimension))
        }
        writer.writeVarint(UInt64(kernels.count))
        for kernel in kernels { write(kernel, &writer) }
        writer.writeVarint(UInt64(steps.count))
        for step in steps { Self.encode(step, into: &writer) }
        writer.writeVarint(UInt64(parts.count))
        for part in parts { Self.encode(part, into: &writer) }
        return writer.bytes
    }

    private static func encode(_ part: Part, into writer: inout ByteWriter) {
        for registers in [part.outputs, part.probabilities, part.identities, part.chance.map { [$0] } ?? []] {
            writer.writeVarint(UInt64(registers.count))
            for register in registers { writer.writeVarint(UInt64(register)) }
        }
        for center in part.centers { writer.write(center) }
    }

    private static func encode(_ step: Step, into writer: inout ByteWriter) {
        switch step {
        case .draw(let stream, let kernel, let into):
            encode(drawCode, [stream, kernel, into], into: &writer)
        case .normal(let stream, let into): encode(normalCode, [stream, into], into: &writer)
        case .quantile(let kernel, let normals, let into):
            encode(quantileCode, [kernel, normals, into], into: &writer)
        case .operate(let operation, let first, let second, let third, let into):
            encode(operation.rawValue, [first, second, third, into], into: &writer)
        }
    }

    private static func encode(_ code: UInt8, _ numbers: [Int], into writer: inout ByteWriter) {
        writer.write(code)
        for number in numbers { writer.writeVarint(UInt64(number)) }
    }

    /// The codes of steps that are no operations.
    private static let drawCode = UInt8.max
    private static let normalCode = UInt8.max - 1
    private static let quantileCode = UInt8.max - 2

    /// The plan in `bytes`, checked to be one that can be evaluated: sizes within bounds, every register written before
    /// it is read, nothing left over.
    /// - Throws: `DecodingFailure`.
    public init(decoding bytes: ArraySlice<UInt8>) throws(DecodingFailure) {
        try self.init(decoding: bytes, bytesPerKernel: 2) { reader throws(DecodingFailure) in
            try QuantileKernel(decoding: &reader)
        }
    }

    /// The same with kernels as `read` finds them, of so many bytes or more each.
    init(
        decoding bytes: ArraySlice<UInt8>, bytesPerKernel: Int,
        kernel read: (inout ByteReader) throws(DecodingFailure) -> QuantileKernel
    ) throws(DecodingFailure) {
        var reader = ByteReader(bytes)
        guard try reader.read(UInt8.self) == Self.formatVersion else {
            throw .malformed("a plan of another version")
        }
        let registers = try Self.readNumber(from: &reader, below: Self.maximumRegisters + 1)
        var constants: [Constant] = []
        for _ in 0..<(try reader.readCount(bytesEach: 9)) {
            let register = try Self.readNumber(from: &reader, below: registers)
            constants.append(Constant(register: register, value: try reader.readDouble()))
        }
        var streams: [Stream] = []
        for _ in 0..<(try reader.readCount(bytesEach: 9)) {
            let id = StreamID(word: try reader.read(UInt64.self))
            streams.append(
                Stream(id: id, dimension: try Self.readNumber(from: &reader, below: Self.maximumDimension + 1)))
        }
        var kernels: [QuantileKernel] = []
        for _ in 0..<(try reader.readCount(bytesEach: bytesPerKernel)) { kernels.append(try read(&reader)) }
        let stepCount = try reader.readCount(bytesEach: 3)
        guard stepCount <= Self.maximumSteps else { throw .malformed("a plan of \(stepCount) steps") }
        // Each is drawn by some step; what an evaluator keeps of them counts on that.
        guard streams.count <= stepCount else { throw .malformed("\(streams.count) streams for \(stepCount) steps") }
        var steps: [Step] = []
        for _ in 0..<stepCount {
            steps.append(
                try Self.decodeStep(
                    from: &reader, registers: registers, streams: streams.count, kernels: kernels.count))
        }
        var parts: [Part] = []
        for _ in 0..<(try Self.readNumber(from: &reader, below: Self.maximumParts + 1)) {
            parts.append(try Self.decodePart(from: &reader, registers: registers))
        }
        try reader.finish()
        self.init(
            registers: registers, constants: constants, streams: streams, kernels: kernels, steps: steps, parts: parts)
        try checkResults()
        try checkOrder()
    }

    private static func decodePart(from reader: inout ByteReader, registers: Int) throws(DecodingFailure) -> Part {
        var lists: [[Int]] = []
        for limit in [Self.maximumResults, Self.maximumResults, Self.maximumResults, 1] {
            var list: [Int] = []
            for _ in 0..<(try readNumber(from: &reader, below: limit + 1)) {
                list.append(try readNumber(from: &reader, below: registers))
            }
            lists.append(list)
        }
        var centers: [Double] = []
        for _ in lists[0] { centers.append(try reader.readDouble()) }
        guard centers.allSatisfy(\.isFinite) else { throw .malformed("a histogram without a center") }
        return Part(
            outputs: lists[0], probabilities: lists[1], identities: lists[2], chance: lists[3].first, centers: centers)
    }

    private static func decodeStep(
        from reader: inout ByteReader, registers: Int, streams: Int, kernels: Int
    ) throws(DecodingFailure) -> Step {
        let code = try reader.read(UInt8.self)
        switch code {
        case drawCode:
            let stream = try readNumber(from: &reader, below: streams)
            let kernel = try readNumber(from: &reader, below: kernels)
            return .draw(stream: stream, kernel: kernel, into: try readNumber(from: &reader, below: registers))
        case normalCode:
            let stream = try readNumber(from: &reader, below: streams)
            return .normal(stream: stream, into: try readNumber(from: &reader, below: registers))
        case quantileCode:
            let kernel = try readNumber(from: &reader, below: kernels)
            let normals = try readNumber(from: &reader, below: registers)
            return .quantile(
                kernel: kernel, normals: normals, into: try readNumber(from: &reader, below: registers))
        default: break
        }
        guard let operation = Operation(rawValue: code) else { throw .malformed("an unknown operation \(code)") }
        let first = try readNumber(from: &reader, below: registers)
        let second = try readNumber(from: &reader, below: registers)
        let third = try readNumber(from: &reader, below: registers)
        let into = try readNumber(from: &reader, below: registers)
        return .operate(operation, first: first, second: second, third: third, into: into)
    }

    private static func readNumber(
        from reader: inout ByteReader, below limit: Int
    ) throws(DecodingFailure) -> Int {
        let value = try reader.readVarint()
        guard value < UInt64(limit) else { throw .malformed("the number \(value) where less than \(limit) was due") }
        return Int(value)
    }

    /// Checks that results are bounded, and that all parts have as many.
    private func checkResults() throws(DecodingFailure) {
        guard let first = parts.first else { throw .malformed("a plan without results") }
        for part in parts {
            guard part.outputs.count == first.outputs.count, part.probabilities.count == first.probabilities.count,
                part.identities.count == first.identities.count
            else { throw .malformed("parts of different sizes") }
        }
        guard parts.reduce(0, { $0 + $1.registers.count }) <= Self.maximumResults else {
            throw .malformed("more than \(Self.maximumResults) results")
        }
    }

    /// Checks that evaluation reads nothing before it was written, and writes no constant.
    private func checkOrder() throws(DecodingFailure) {
        var isWritten = Array(repeating: false, count: registers)
        var isConstant = isWritten
        for constant in constants {
            isWritten[constant.register] = true
            isConstant[constant.register] = true
        }
        for step in steps {
            let (reads, into) = step.registers
            guard reads.allSatisfy({ isWritten[$0] }) else { throw .malformed("a step that reads an empty register") }
            guard !isConstant[into] else { throw .malformed("a step that overwrites a constant") }
            isWritten[into] = true
        }
        guard parts.flatMap(\.registers).allSatisfy({ isWritten[$0] }) else {
            throw .malformed("a result that is never computed")
        }
    }
}

extension Plan.Step {
    /// The registers it reads, and the one it writes.
    var registers: (reads: [Int], into: Int) {
        switch self {
        case .draw(_, _, let into), .normal(_, let into): ([], into)
        case .quantile(_, let normals, let into): ([normals], into)
        case .operate(_, let first, let second, let third, let into): ([first, second, third], into)
        }
    }
}
