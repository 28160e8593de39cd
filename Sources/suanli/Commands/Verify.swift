import ArgumentParser
import ClusterProtocol
import Foundation
import ModelLanguage
import Reports
import Scheduling
import Statistics

/// `suanli verify RUN`: computes a run again in one process and compares.
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Compute a run again in one thread of this process and compare the digests.",
        discussion: """
            RUN may also be a result file that 'run --output' or 'result --output' wrote; its figures are compared too.
            The status is 0 when they agree and 1 when they do not.
            """)

    @OptionGroup var target: RunArgument
    @OptionGroup var client: ClientOptions

    func run() throws {
        let claim =
            try FileManager.default.fileExists(atPath: target.text) ? Claim(file: target.text) : claimOfCluster()
        let computed = try claim.recompute()
        guard computed.digest == claim.digest else {
            throw CommandFailure(
                .checkFailed,
                "run \(claim.description.id): the digest is \(claim.digest), and computing it again gives \(computed.digest)"
            )
        }
        if let difference = claim.file?.firstDifference(from: computed) {
            throw CommandFailure(
                .checkFailed,
                "\(target.text): the digest is right, but \(difference) is not what computing it again gives")
        }
        try Terminal.printResult("run \(claim.description.id): verified, digest \(computed.digest)")
    }

    private func claimOfCluster() throws(CommandFailure) -> Claim {
        let reply = try client.connect().result(target.text)
        guard reply.snapshot.state == .done else {
            throw CommandFailure(
                .checkFailed,
                "run \(reply.description.id) is \(reply.snapshot.state.rawValue); only a finished run can be verified")
        }
        return Claim(description: reply.description, digest: try ResultWriting.result(of: reply).digest)
    }
}
