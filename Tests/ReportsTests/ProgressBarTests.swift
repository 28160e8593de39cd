import Testing

@testable import Reports

struct ProgressBarTests {
    @Test func aLineSaysHowFarAndHowLong() {
        #expect(
            ProgressBar.line(merged: 0.432, draws: 1_048_576, elapsed: 0.3, style: TextStyle())
                == "[█████████████████▎░░░░░░░░░░░░░░░░░░░░░░]  43.2%  453k of 1.049M draws  1.51M draws/s  0.39 s left"
        )
        #expect(
            ProgressBar.line(merged: 1, draws: 1_000_000, elapsed: 4, style: TextStyle(width: 80, isUnicode: false))
                == "[########################################] 100.0%  1M of 1M draws  250k draws/s")
    }

    @Test(arguments: [80, 100, 200], [0, 0.0001, 0.5, 0.99999, 1, .nan, -1, 7])
    func aLineKeepsWithinTheWidthWhateverIsSaid(width: Int, merged: Double) {
        for elapsed in [0, 1e-9, 1, 1e7, .infinity, .nan] {
            for draws in [1, 1_048_576, 10_000_000_000_000] as [UInt64] {
                let line = ProgressBar.line(
                    merged: merged, draws: draws, elapsed: elapsed, style: TextStyle(width: width))
                #expect(line.count <= width && !line.contains("\n"), "\(line)")
            }
        }
    }

    @Test func onlyAllIsAHundredPerCent() {
        #expect([0, 0.0004, 0.9999, 1, .nan].map(ProgressBar.percent) == ["0.0%", "0.0%", "99.9%", "100.0%", "-"])
    }

    @Test func timesAreWrittenAsPeopleSayThem() {
        let seconds: [Double] = [0, 0.0042, 0.42, 9.94, 9.96, 59.4, 75, 3_599.4, 18_420, 200_000, 1e12, .nan, -1]
        #expect(
            seconds.map(ProgressBar.time) == [
                "0 s", "0.0042 s", "0.42 s", "9.9 s", "10 s", "59 s", "1 min 15 s", "59 min 59 s", "5 h 7 min",
                "2 days", "years", "-", "-",
            ])
    }
}
