import Glibc

/// The rows of a CSV file in the folder `Data` beside the calling test.
package func referenceTable(_ name: String, file: String = #filePath) -> [[String]] {
    let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    guard let stream = fopen("\(folder)/Data/\(name).csv", "r") else { return [] }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&chunk, 1, chunk.count, stream), count > 0 { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
}

/// A number known beyond double precision: the nearest double and what it misses.
package struct Reference {
    package let high: Double
    package let low: Double

    /// The number `high + low`.
    package init(high: Double, low: Double) {
        self.high = high
        self.low = low
    }

    /// How far `value` is from the true number.
    package func error(of value: Double) -> Double { value == high ? abs(low) : abs((value - high) - low) }

    /// The same in units in the last place of the true number.
    package func errorInUnits(of value: Double) -> Double {
        high.isFinite ? error(of: value) / high.ulp : (value == high ? 0 : .infinity)
    }
}
