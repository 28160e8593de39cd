import ArgumentParser
import Foundation
import Reports

/// How every reading command prints.
struct OutputOptions: ParsableArguments {
    @Option(help: "How to print: \(ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format = ReportFormat.table

    /// Prints a report to standard output.
    func show(_ report: some Report) throws(CommandFailure) {
        try Terminal.printResult(report.text(format, style: Terminal.resultStyle))
    }
}

extension Terminal {
    /// How tables and progress bars look: Unicode where the locale has it, colour on a terminal alone.
    static var resultStyle: TextStyle {
        TextStyle(width: width, isColoured: isColoured, isUnicode: isUnicode)
    }

    /// Whether the locale is one of UTF-8; without any locale most terminals are.
    static var isUnicode: Bool {
        let environment = ProcessInfo.processInfo.environment
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        guard let locale else { return true }
        return locale.uppercased().contains("UTF-8") || locale.uppercased().contains("UTF8") || locale == "C"
            || locale == "POSIX"
    }
}
