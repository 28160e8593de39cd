import Access
import ArgumentParser
import ClusterProtocol
import Foundation
import Glibc
import Ledger
import ModelLanguage
import Reports
import Sampling
import ZeroMQ

/// `suanli doctor`: whether this installation has what it needs.
struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say whether this machine has what a cluster needs, and where a coordinator is.",
        discussion: "The status is 1 when something is wrong; what is only worth knowing does not count.")

    @OptionGroup var ledger: LedgerDirectoryOptions
    @OptionGroup var client: ClientOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let findings = [
            program, messaging, database, descriptors, folder(ledger.path), keys, coordinator,
        ]
        try output.show(FindingList(findings))
        if findings.contains(where: { $0.state == .wrong }) { throw CommandFailure(.checkFailed) }
    }

    private var program: Finding {
        Finding("program", .fine, "\(Version.text), instruction set \(InstructionSet.name)")
    }

    private var messaging: Finding {
        let version = "libzmq \(LibraryVersion.zeroMQ)"
        guard CurveKeyPair.isAvailable else {
            return Finding(
                "messages", .notable, "\(version) without CURVE: no keys, so loopback and ipc addresses alone")
        }
        return Finding("messages", .fine, "\(version) with CURVE")
    }

    private var database: Finding { Finding("database", .fine, "SQLite \(Ledger.databaseVersion)") }

    private var descriptors: Finding {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let state: Finding.State = limit.rlim_max < DescriptorLimit.fewest ? .notable : .fine
        return Finding("descriptors", state, "up to \(limit.rlim_max), one a connection")
    }

    private func folder(_ path: String) -> Finding {
        // The deepest folder that is there: the others are made with the ledger.
        var existing = path
        while access(existing, F_OK) != 0, existing.contains("/"), existing != "/" {
            existing = URL(fileURLWithPath: existing).deletingLastPathComponent().path
        }
        guard access(existing, W_OK) == 0 else {
            return Finding("ledger", .wrong, "\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        var space = statvfs()
        guard statvfs(existing, &space) == 0 else {
            return Finding("ledger", .wrong, "\(path): no file system is there")
        }
        let free = Double(space.f_bavail) * Double(space.f_frsize) / 1e9
        let text = "\(path), \(String(format: "%.1f", free)) GB free"
        return Finding("ledger", free < 1 ? .notable : .fine, text)
    }

    private var keys: Finding {
        guard let path = ProcessInfo.processInfo.environment["SUANLI_KEYS"] else {
            return Finding("keys", .fine, "SUANLI_KEYS names none; whoever can reach a coordinator here may use it")
        }
        do throws(AccessFailure) {
            let directory = KeyDirectory(path)
            _ = try directory.coordinatorKeys()
            let count = try directory.accessList().entries.count { !$0.isRevoked }
            return Finding("keys", .fine, "\(path), of \(count) who may connect")
        } catch {
            return Finding("keys", .wrong, "\(error)")
        }
    }

    private var coordinator: Finding {
        do throws(CommandFailure) {
            let connection = try client.connect()
            let workers = try connection.workers()
            return Finding("coordinator", .fine, "answers, with \(workers.count) workers")
        } catch {
            return Finding("coordinator", .notable, error.message.replacing("error: ", with: "", maxReplacements: 1))
        }
    }
}
