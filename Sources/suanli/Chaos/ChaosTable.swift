import Chaos
import Foundation

/// What was done and survived, for people.
struct ChaosTable {
    let report: ChaosReport
    /// Why failures of a kind were not brought about.
    let obstacles: [FaultKind: String]

    var text: String {
        var lines: [String] = []
        for kind in FaultKind.allCases {
            guard let row = report.rows[kind] else {
                if let obstacle = obstacles[kind] { lines.append("\(padded(kind.rawValue))  left out: \(obstacle)") }
                continue
            }
            lines.append(
                "\(padded(kind.rawValue))  \(right(row.done)) times, \(right(row.struckLeases)) of them on leased work: \(kind.explanation)"
            )
        }
        let messages = report.messages
        lines += [
            "",
            "\(report.total) failures; \(report.soundRuns) runs ended with the digest of one process",
            "\(messages.delivered) messages delivered, \(messages.lost) lost, \(messages.delayed) delayed, \(messages.doubled) doubled",
            "longest time without progress once failures had ended: \(String(format: "%.1f", report.recovery / .seconds(1))) s",
            "largest process: \(report.before.memory >> 20) MB before, \(report.after.memory >> 20) MB after; "
                + "descriptors \(report.before.descriptors) before, \(report.after.descriptors) after",
        ]
        lines += report.failures.map { "! \($0)" }
        return lines.joined(separator: "\n")
    }

    private func padded(_ text: String) -> String { text.padding(toLength: 20, withPad: " ", startingAt: 0) }

    private func right(_ number: Int) -> String {
        let text = "\(number)"
        return String(repeating: " ", count: max(0, 4 - text.count)) + text
    }
}
