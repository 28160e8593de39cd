import CGlibc
import ClusterProtocol
import CoordinatorRuntime
import Foundation
import Logging
import ModelLanguage
import Scheduling
import WorkerRuntime
import ZeroMQ

/// A coordinator and workers inside this process, over inproc; the same code as the cluster, with a ledger in memory.
final class LocalCluster {
    private let context: Context
    private let coordinator: Coordinator
    private let workers: [Worker]

    /// Starts all of it. Cores are shared among the workers unless `threads` says how many each has.
    init(workers count: Int, threads: Int?) throws(CommandFailure) {
        Self.shareHeap()
        var logger = Logger(label: "suanli")
        logger.logLevel = .error
        let slots = threads ?? max(1, ProcessInfo.processInfo.activeProcessorCount / count)
        do {
            context = try Context()
            let work = try Endpoint("inproc://work")
            let settings = CoordinatorSettings(
                protocolVersion: ClusterProtocol.version, kernelVersion: Plan.kernelVersion)
            coordinator = try Coordinator(
                CoordinatorConfiguration(
                    work: work, query: try Endpoint("inproc://query"), ledgerDirectory: nil, settings: settings),
                in: context, logger: logger)
            var workers: [Worker] = []
            for number in 1...count {
                let configuration = WorkerConfiguration(
                    coordinator: work, settings: try WorkerSettings(local: number, slots: slots))
                workers.append(try Worker(configuration, in: context, logger: logger))
            }
            self.workers = workers
        } catch {
            throw CommandFailure(.unavailable, "error: \(error)")
        }
    }

    /// Has all threads use one heap, which keeps what was freed: summaries go from thread to thread by the megabyte, and to take new pages for
    /// each was a tenth of the time of ten scenarios. Evaluators take memory a few times for each leaf, and wait little for each other (two
    /// slots were as fast as before).
    private static func shareHeap() {
        mallopt(M_ARENA_MAX, 1)
        // The most that glibc takes: larger pieces are mapped apart and given back at once.
        mallopt(M_MMAP_THRESHOLD, Int32(Self.largestBlock))
        mallopt(M_TRIM_THRESHOLD, .max)
        useHugePages()
    }

    private static let largestBlock = 32 << 20

    /// Has the heap's first 90 MB or so come in pages of 2 MB, where the system has such: to fault one in for every 4 KB was a tenth of a short
    /// run's time. Nothing is taken before it is used, then 2 MB at a time; but addresses are, so that this is left where they
    /// are limited. More of it was slower: what a virtual machine has free in such pages its host may have taken back.
    private static func useHugePages() {
        var addresses = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &addresses) == 0, addresses.rlim_cur == rlim_t.max
        else { return }
        let page = 2 << 20
        // Makes the heap grow, this once by so much more.
        mallopt(M_TOP_PAD, 64 << 20)
        defer { mallopt(M_TOP_PAD, 128 << 10) }
        guard let block = malloc(largestBlock - page), let end = sbrk(0) else { return }
        defer { free(block) }
        let start = (UInt(bitPattern: block) + UInt(page) - 1) / UInt(page) * UInt(page)
        // Not in the heap where that cannot grow.
        guard start < UInt(bitPattern: end), UInt(bitPattern: end) - start < 1 << 30 else { return }
        madvise(UnsafeMutableRawPointer(bitPattern: start), Int(UInt(bitPattern: end) - start), Int32(MADV_HUGEPAGE))
    }

    /// A client of this coordinator.
    func connect() -> CoordinatorConnection {
        CoordinatorConnection(coordinator, timeout: .seconds(60))
    }

    /// Ends workers, then the coordinator. A worker leaves when what it evaluates is done; of a run that
    /// has ended that is at the next leaf.
    func stop() {
        for worker in workers { worker.drain() }
        for worker in workers { _ = worker.waitUntilStopped() }
        coordinator.stop()
    }
}

extension WorkerSettings {
    /// Settings of worker `number` of this process.
    fileprivate init(local number: Int, slots: Int) throws(CommandFailure) {
        guard let id = WorkerID("local-\(number)") else {
            throw CommandFailure(.unavailable, "error: worker \(number)")
        }
        self.init(
            id: id, host: ProcessInfo.processInfo.hostName, slots: slots, protocolVersion: ClusterProtocol.version,
            kernelVersion: Plan.kernelVersion, seed: UInt64(number))
    }
}
