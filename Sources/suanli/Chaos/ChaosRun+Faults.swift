import Chaos
import ClusterProtocol
import Foundation
import ZeroMQ

/// What each kind of failure does to the cluster, and how it ends.
extension ChaosRun {
    func bringAbout(_ fault: Fault) throws(CommandFailure) {
        switch fault.kind {
        case .killWorker: try killWorker(fault)
        case .stopWorker: stopWorker(fault)
        case .killCoordinator: try killCoordinator(fault)
        case .stopCoordinator: stopCoordinator(fault)
        case .losePower: try losePower(fault)
        case .stepClock: try stepClock(fault)
        case .partition: cutOff(fault)
        case .delay: delay(fault)
        case .duplicate: duplicate(fault)
        case .garbage: sendGarbage(fault)
        case .fullDisk: fillDisk(fault)
        }
    }

    // MARK: Processes

    private func killWorker(_ fault: Fault) throws(CommandFailure) {
        cluster.signalWorker(fault.worker, SIGKILL)
        rest(fault.length)
        try cluster.startWorker(fault.worker)
    }

    private func stopWorker(_ fault: Fault) {
        cluster.signalWorker(fault.worker, SIGSTOP)
        rest(fault.length * 2)
        cluster.signalWorker(fault.worker, SIGCONT)
    }

    private func killCoordinator(_ fault: Fault) throws(CommandFailure) {
        cluster.signalCoordinator(SIGKILL)
        rest(fault.length)
        try cluster.startCoordinator()
    }

    private func stopCoordinator(_ fault: Fault) {
        cluster.signalCoordinator(SIGSTOP)
        rest(fault.length * 2)
        cluster.signalCoordinator(SIGCONT)
    }

    private func losePower(_ fault: Fault) throws(CommandFailure) {
        cluster.cutPower()
        rest(fault.length)
        try cluster.startCoordinator()
        for worker in 0..<cluster.workerCount { try cluster.startWorker(worker) }
    }

    private func stepClock(_ fault: Fault) throws(CommandFailure) {
        let struck = cluster.stepClock(fault.seed)
        rest(fault.length * 2)
        // A worker looks at the time when it starts.
        guard let struck else { return }
        cluster.signalWorker(struck, SIGKILL)
        try cluster.startWorker(struck)
    }

    // MARK: Connections

    private func cutOff(_ fault: Fault) {
        // Every fourth lasts beyond the silence after which a worker is given up.
        let length = fault.seed % 4 == 0 ? .seconds(7) : fault.length
        cluster.relay.cut(fault.worker, for: length)
        rest(length)
    }

    private func delay(_ fault: Fault) {
        cluster.relay.slow(fault.worker, by: .milliseconds(50 + Int(fault.seed % 950)), for: fault.length * 2)
        rest(fault.length * 2)
    }

    private func duplicate(_ fault: Fault) {
        cluster.relay.double(fault.worker, for: fault.length * 2)
        rest(fault.length * 2)
    }

    private func sendGarbage(_ fault: Fault) {
        for endpoint in [cluster.work, cluster.query] {
            cluster.relay.spoil(endpoint, seed: fault.seed)
            for turn in UInt64(0)..<8 {
                Garbage.sendBytes(toPort: Int(endpoint.port ?? 0), seed: fault.seed &+ turn)
            }
        }
    }

    // MARK: The disk

    private func fillDisk(_ fault: Fault) {
        cluster.directory.fill()
        rest(fault.length)
        cluster.directory.empty()
    }
}
