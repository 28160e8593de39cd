public import BinaryCoding
import Sampling
public import Statistics

extension SensitivityPlan {
    private static let formatVersion: UInt8 = 2

    /// The canonical bytes, beside those of the plan of the run: equal plans have equal bytes. Kernels that the run's has too, which may
    /// be tables of 50 KB, are named by their number there.
    public func encoded(beside run: Plan) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.formatVersion)
        writer.writeVarint(UInt64(shape.outputs))
        writer.write(shape.drawsPerReplicate)
        writer.write(UInt8(shape.hasTotals ? 1 : 0))
        writer.writeVarint(shape.isGrouped ? UInt64(shape.factors) : 0)
        Self.write(shape.bins, to: &writer) { bins, writer in
            switch bins {
            case .graded(let inner, let cells):
                writer.writeVarint(UInt64(inner))
                writer.writeVarint(UInt64(cells))
            case .cut(let cuts, let isAtom):
                writer.writeVarint(0)
                writer.write(cuts)
                for isAtom in isAtom { writer.write(UInt8(isAtom ? 1 : 0)) }
            }
        }
        // Both have them in the order of the model, so that the next one is the next.
        var next = 0
        let plan = self.plan.encoded { kernel, writer in
            let rest = run.kernels[next...].firstIndex(of: kernel)
            let known = rest ?? run.kernels[..<next].firstIndex(of: kernel)
            writer.writeVarint(UInt64(known.map { $0 + 1 } ?? 0))
            if let known { next = known + 1 } else { kernel.encode(into: &writer) }
        }
        writer.writeVarint(UInt64(plan.count))
        writer.writeRaw(plan)
        Self.write(normals, to: &writer) { normal, writer in
            writer.writeVarint(UInt64(normal.stream.map { $0 + 1 } ?? 0))
            writer.writeVarint(UInt64(normal.register))
        }
        Self.write(observations, to: &writer) { observation, writer in
            switch observation {
            case .stream(let stream): writer.writeVarint(UInt64(stream) << 1)
            case .normal(let normal): writer.writeVarint(UInt64(normal) << 1 | 1)
            }
        }
        Self.write(redraws, to: &writer) { redraw, writer in
            Self.write(redraw.streams, to: &writer) { $1.writeVarint(UInt64($0)) }
            Self.write(redraw.conditionals, to: &writer) { conditional, writer in
                writer.writeVarint(UInt64(conditional.normal))
                for terms in [conditional.kept, conditional.fresh] {
                    Self.write(terms, to: &writer) { term, writer in
                        writer.writeVarint(UInt64(term.normal))
                        writer.write(term.weight)
                    }
                }
            }
        }
        return writer.bytes
    }

    private static func write<Element>(
        _ elements: [Element], to writer: inout ByteWriter, element write: (Element, inout ByteWriter) -> Void
    ) {
        writer.writeVarint(UInt64(elements.count))
        for element in elements { write(element, &writer) }
    }

    /// The plan in `bytes`, checked to be one that can be evaluated within the bounds of a shape.
    /// - Parameter run: the plan of the run, beside which it was encoded.
    /// - Throws: `DecodingFailure`.
    public init(decoding bytes: ArraySlice<UInt8>, beside run: Plan) throws(DecodingFailure) {
        var reader = ByteReader(bytes)
        guard try reader.read(UInt8.self) == Self.formatVersion else {
            throw .malformed("a sensitivity plan of another version")
        }
        shape = try Self.readShape(from: &reader)
        plan = try Plan(decoding: reader.readRaw(reader.readCount(bytesEach: 1)), bytesPerKernel: 1) {
            reader throws(DecodingFailure) in
            let known = try Self.readNumber(from: &reader, below: run.kernels.count + 1)
            return known > 0 ? run.kernels[known - 1] : try QuantileKernel(decoding: &reader)
        }
        let (streams, registers) = (plan.streams.count, plan.registers)
        let normals = try Self.read(from: &reader, bytesEach: 2) { reader throws(DecodingFailure) in
            let stream = try Self.readNumber(from: &reader, below: streams + 1)
            let register = try Self.readNumber(from: &reader, below: registers)
            return Normal(stream: stream > 0 ? stream - 1 : nil, register: register)
        }
        self.normals = normals
        observations = try Self.read(from: &reader, bytesEach: 1) { reader throws(DecodingFailure) in
            let code = try reader.readVarint()
            guard code >> 1 < UInt64(code & 1 == 0 ? streams : normals.count) else {
                throw .malformed("a factor that is never drawn")
            }
            return code & 1 == 0 ? .stream(Int(code >> 1)) : .normal(Int(code >> 1))
        }
        redraws = try Self.read(from: &reader, bytesEach: 2) { reader throws(DecodingFailure) in
            let streams = try Self.read(from: &reader, bytesEach: 1) { reader throws(DecodingFailure) in
                try Self.readNumber(from: &reader, below: streams)
            }
            let conditionals = try Self.read(from: &reader, bytesEach: 3) { reader throws(DecodingFailure) in
                try Self.readConditional(from: &reader, normals: normals.count)
            }
            return Redraw(streams: streams, conditionals: conditionals)
        }
        try reader.finish()
        guard plan.parts.count == 1, plan.shape.outputs == shape.outputs, plan.shape.probabilities == 0,
            plan.shape.identities == 0, plan.shape.weighted == [false],
            observations.count == (shape.isGrouped ? 0 : shape.factors), redraws.count == shape.redraws,
            redraws.allSatisfy({
                $0.conditionals.allSatisfy { $0.fresh.allSatisfy { normals[$0.normal].stream != nil } }
            })
        else { throw .malformed("a sensitivity plan whose parts do not fit together") }
    }

    /// The shape of the plan in `bytes`, of which nothing else is read; `nil` of another version, whose parts mean something else.
    /// - Throws: `DecodingFailure`.
    public static func shape(ofEncoded bytes: ArraySlice<UInt8>) throws(DecodingFailure) -> SensitivityShape? {
        var reader = ByteReader(bytes)
        guard try reader.read(UInt8.self) == formatVersion else { return nil }
        return try readShape(from: &reader)
    }

    private static func readShape(from reader: inout ByteReader) throws(DecodingFailure) -> SensitivityShape {
        let limit = SensitivityShape.maximumParts + 1
        let outputs = try readNumber(from: &reader, below: limit)
        let draws = try reader.read(UInt64.self)
        let hasTotals = try reader.read(UInt8.self)
        let groups = try readNumber(from: &reader, below: limit)
        let bins = try read(from: &reader, bytesEach: 1) { reader throws(DecodingFailure) -> SensitivityBins in
            let inner = try readNumber(from: &reader, below: SensitivityBins.maximumCount + 1)
            guard inner > 0 else {
                let cuts = try reader.readDoubles()
                let flags = try reader.readRaw(cuts.count + 1)
                guard flags.allSatisfy({ $0 <= 1 }) else { throw .malformed("a bin that is neither an atom nor none") }
                return .cut(cuts, isAtom: flags.map { $0 == 1 })
            }
            return .graded(inner: inner, cells: try readNumber(from: &reader, below: SensitivityBins.maximumCells + 1))
        }
        let shape =
            groups > 0
            ? SensitivityShape(
                outputs: outputs, groups: groups, hasTotals: hasTotals == 1, drawsPerReplicate: draws)
            : SensitivityShape(outputs: outputs, bins: bins, hasTotals: hasTotals == 1, drawsPerReplicate: draws)
        guard let shape, hasTotals <= 1, groups == 0 || bins.isEmpty else {
            throw .malformed("a sensitivity analysis beyond its bounds")
        }
        return shape
    }

    private static func readConditional(
        from reader: inout ByteReader, normals: Int
    ) throws(DecodingFailure) -> Conditional {
        let normal = try readNumber(from: &reader, below: normals)
        let readTerms = { (reader: inout ByteReader) throws(DecodingFailure) -> [Term] in
            try read(from: &reader, bytesEach: 9) { reader throws(DecodingFailure) in
                let normal = try readNumber(from: &reader, below: normals)
                let weight = try reader.readDouble()
                guard weight.isFinite else { throw .malformed("an infinite weight") }
                return Term(normal: normal, weight: weight)
            }
        }
        let kept = try readTerms(&reader)
        return Conditional(normal: normal, kept: kept, fresh: try readTerms(&reader))
    }

    private static func read<Element>(
        from reader: inout ByteReader, bytesEach: Int,
        element read: (inout ByteReader) throws(DecodingFailure) -> Element
    ) throws(DecodingFailure) -> [Element] {
        var elements: [Element] = []
        for _ in 0..<(try reader.readCount(bytesEach: bytesEach)) { elements.append(try read(&reader)) }
        return elements
    }

    private static func readNumber(from reader: inout ByteReader, below limit: Int) throws(DecodingFailure) -> Int {
        let value = try reader.readVarint()
        guard value < UInt64(limit) else { throw .malformed("the number \(value) where less than \(limit) was due") }
        return Int(value)
    }
}
