import BinaryCoding
import Testing

@Suite struct ByteCodingTests {
    @Test func everyKindOfValueComesBack() throws {
        var writer = ByteWriter()
        writer.write(UInt8(200))
        writer.write(Int16(-2))
        writer.write(UInt32.max)
        writer.write(UInt64(0x0102_0304_0506_0708))
        writer.write(-0.0)
        writer.write(Double(bitPattern: 0x7ff8_0000_dead_beef))
        writer.write("算力")
        writer.write([1.5, .infinity])
        writer.writeRaw([9, 8])
        // A slice that does not start at 0.
        var reader = ByteReader(([77, 77] + writer.bytes)[2...])
        #expect(try reader.read(UInt8.self) == 200)
        #expect(try reader.read(Int16.self) == -2)
        #expect(try reader.read(UInt32.self) == .max)
        #expect(try reader.read(UInt64.self) == 0x0102_0304_0506_0708)
        #expect(try reader.readDouble().sign == .minus)
        #expect(try reader.readDouble().bitPattern == 0x7ff8_0000_dead_beef)
        #expect(try reader.readString() == "算力")
        #expect(try reader.readDoubles() == [1.5, .infinity])
        #expect(throws: DecodingFailure.malformed("2 bytes after the end")) { try reader.finish() }
        #expect(try reader.readRaw(2) == [9, 8])
        #expect(throws: Never.self) { try reader.finish() }
        #expect(throws: DecodingFailure.truncated) { try reader.read(UInt8.self) }
    }

    @Test func layoutIsLittleEndianAndUnpadded() {
        var writer = ByteWriter()
        writer.write(UInt32(0x0102_0304))
        writer.writeVarint(300)
        writer.write("ab")
        #expect(writer.bytes == [4, 3, 2, 1, 0xac, 2, 2, 0x61, 0x62])
    }

    @Test func varintsComeBackInTheirOneForm() throws {
        for shift in UInt64(0)..<64 {
            for value: UInt64 in [1 << shift, (1 << shift) - 1, .max >> shift] {
                var writer = ByteWriter()
                writer.writeVarint(value)
                var reader = ByteReader(writer.bytes)
                #expect(try reader.readVarint() == value)
                #expect(reader.remaining == 0)
                #expect(writer.bytes.count == max(1, (70 - value.leadingZeroBitCount) / 7))
            }
        }
    }

    @Test(
        arguments: [
            [0x80, 0x00], [0xff, 0x80, 0x00],
            [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02],
            [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x81, 0x00],
            [0x80], [],
        ] as [[UInt8]])
    func otherVarintsAreRefused(bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        #expect(throws: DecodingFailure.self) { try reader.readVarint() }
    }

    @Test(arguments: [UInt64(3), 1 << 32, .max, UInt64(Int64.max)])
    func countsBeyondWhatRemainsAreRefusedBeforeMemoryIsTaken(count: UInt64) {
        var writer = ByteWriter()
        writer.writeVarint(count)
        writer.writeRaw([1, 2])
        var reader = ByteReader(writer.bytes)
        #expect(throws: DecodingFailure.truncated) { try reader.readString() }
        reader = ByteReader(writer.bytes)
        #expect(throws: DecodingFailure.truncated) { try reader.readDoubles() }
        reader = ByteReader(writer.bytes)
        #expect(throws: DecodingFailure.truncated) { try reader.readCount(bytesEach: 1) }
    }

    @Test func rawCountsBelowZeroOrTooLargeAreRefused() {
        var reader = ByteReader([1, 2])
        #expect(throws: DecodingFailure.truncated) { try reader.readRaw(-1) }
        #expect(throws: DecodingFailure.truncated) { try reader.readRaw(3) }
        #expect(throws: DecodingFailure.truncated) { try reader.readRaw(.max) }
        #expect(reader.remaining == 2)
    }

    @Test(arguments: [[1, 0xff], [2, 0xc0, 0x80], [3, 0xed, 0xa0, 0x80], [2, 0xe7, 0xae]] as [[UInt8]])
    func illFormedTextIsRefused(bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        #expect(throws: DecodingFailure.malformed("text that is not UTF-8")) { try reader.readString() }
    }
}
