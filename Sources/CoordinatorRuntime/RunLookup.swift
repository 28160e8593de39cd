import ClusterProtocol
import Scheduling

/// Finds the worker that a user means.
enum WorkerLookup {
    /// The one of `workers` that `text` names: by its name, or by a unique prefix of that.
    /// - Throws: what to answer when there is none, or more than one.
    static func find(_ text: String, among workers: [WorkerID]) throws(ClientFailure) -> WorkerID {
        if let exact = workers.first(where: { $0.text == text }) { return exact }
        let matches = text.isEmpty ? [] : workers.filter { $0.text.hasPrefix(text) }
        guard let match = matches.first else {
            throw ClientFailure(.notFound, "no worker is called \"\(text)\"; 'suanli workers' lists them")
        }
        guard matches.count == 1 else {
            let shown = matches.prefix(5).map(\.text).joined(separator: ", ")
            throw ClientFailure(
                .ambiguous, "\(matches.count) workers begin with \"\(text)\": \(shown); write more of the name")
        }
        return match
    }
}

/// Finds the run that a user means.
enum RunLookup {
    /// The one of `runs` (in order of submission) that `text` names: an id, a unique prefix of one, or `latest`.
    /// - Throws: what to answer when there is none, or more than one.
    static func find(_ text: String, among runs: [RunID]) throws(ClientFailure) -> RunID {
        if text == "latest" {
            guard let latest = runs.last else { throw ClientFailure(.notFound, "there is no run yet") }
            return latest
        }
        if let exact = runs.first(where: { $0.text == text }) { return exact }
        let matches = text.isEmpty ? [] : runs.filter { $0.text.hasPrefix(text) }
        guard let match = matches.first else {
            throw ClientFailure(.notFound, "no run is called \"\(text)\"; 'suanli runs' lists them")
        }
        guard matches.count == 1 else {
            let shown = matches.prefix(5).map(\.text).joined(separator: ", ")
            throw ClientFailure(
                .ambiguous, "\(matches.count) runs begin with \"\(text)\": \(shown); write more of the id")
        }
        return match
    }
}
