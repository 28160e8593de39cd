import ClusterProtocol
import Glibc
import Logging
import RuntimeSupport
import Scheduling
import Synchronization
import ZeroMQ

/// The worker's thread: carries events to the core and does what it says. It decides nothing.
final class WorkerLoop {
    private let configuration: WorkerConfiguration
    private let context: Context
    private let inbox: Inbox<WorkerInput>
    private let outcome: WorkerOutcome
    private let logger: Logger
    private let evaluations: EvaluationPool
    private var core: WorkerCore<[UInt8]>
    private var socket: Socket?
    private var monitor: Monitor?
    private var handshakes = HandshakeWatch(patience: 5)
    private var end: WorkerEnd?

    /// How often the core is told that time passes; a fraction of any sensible heartbeat.
    private static let tickInterval: Duration = .milliseconds(100)
    /// Messages taken in before the clock is looked at again.
    private static let batch = 256

    init(
        _ configuration: WorkerConfiguration, context: Context, inbox: Inbox<WorkerInput>, outcome: WorkerOutcome,
        logger: Logger
    ) {
        self.configuration = configuration
        self.context = context
        self.inbox = inbox
        self.outcome = outcome
        self.logger = logger
        core = WorkerCore(settings: configuration.settings)
        evaluations = EvaluationPool(slots: configuration.settings.slots) { event, isUrgent in
            inbox.put(.event(event), isUrgent: isUrgent)
        }
    }

    /// Works until the core stops or the context ends.
    func run() -> WorkerEnd {
        do {
            try handle(.started)
            var nextTick = MonotonicClock.now
            while end == nil {
                let wait = nextTick.duration(since: MonotonicClock.now)
                let sockets = [socket, monitor?.socket].compactMap { $0 }.map { Pollable.socket($0) }
                _ = try Poller.wait(for: [.wakeUp(inbox.wakeUp)] + sockets, timeout: wait)
                try takeEvents()
                try takeInbox()
                let isDrained = try receive()
                if isDrained, MonotonicClock.now >= nextTick {
                    nextTick = MonotonicClock.now.advanced(by: Self.tickInterval)
                    try tick()
                }
            }
        } catch {
            logger.error("the worker's connection failed", metadata: ["reason": "\(error)"])
            end = .failed(error)
        }
        closeConnection()
        return end ?? .stopped(.drained)
    }

    private func tick() throws(ZeroMQError) {
        if let parent = configuration.parent, getppid() != parent {
            logger.warning("the supervisor is gone; leaving")
            try handle(.drainRequested)
        }
        try handle(.clockTicked)
        outcome.isRegistered.store(core.status.phase == .registered, ordering: .relaxed)
    }

    /// Leaves where the coordinator will never speak with this worker, rather than to ask for ever.
    private func takeEvents() throws(ZeroMQError) {
        while let event = try monitor?.next() {
            guard let refusal = handshakes.take(event.kind) else { continue }
            let hasKey = if case .none = configuration.security { false } else { true }
            let reason = refusal.description(of: configuration.coordinator, hasKey: hasKey)
            // A tunnel whose far end is down looks the same, and is waited for.
            guard refusal != .endedEarly else {
                logger.warning("no connection", metadata: ["reason": "\(reason)"])
                continue
            }
            end = .refused(reason)
        }
    }

    private func closeConnection() {
        monitor = nil
        socket = nil
    }

    private func takeInbox() throws(ZeroMQError) {
        for input in inbox.takeAll() {
            switch input {
            case .event(let event): try handle(event)
            case .drain: try handle(.drainRequested)
            }
        }
    }

    /// Takes in what has arrived; whether that was all.
    private func receive() throws(ZeroMQError) -> Bool {
        for _ in 0..<Self.batch {
            guard end == nil, let socket, let reception = try socket.receive() else { return true }
            switch reception {
            case .tooLarge: logger.warning("a message of too many frames was dropped")
            case .message(let frames): try receive(frames.map(\.bytes))
            }
        }
        return false
    }

    private func receive(_ frames: [[UInt8]]) throws(ZeroMQError) {
        let message: CoordinatorMessage
        do {
            message = try CoordinatorMessage(decoding: frames)
        } catch {
            logger.warning("an unreadable message was dropped", metadata: ["reason": "\(error)"])
            return
        }
        try handle(.messageReceived(message))
    }

    private func handle(_ event: WorkerEvent<[UInt8]>) throws(ZeroMQError) {
        for action in core.handle(event, at: MonotonicClock.now) { try perform(action) }
    }

    private func perform(_ action: WorkerAction<[UInt8]>) throws(ZeroMQError) {
        switch action {
        case .openConnection: try connect()
        case .closeConnection(let reason):
            if let reason {
                logger.warning("not admitted; asking again for a minute", metadata: ["reason": "\(reason)"])
            } else {
                logger.info("the coordinator is silent; connecting anew")
            }
            try socket?.setLinger(.zero)
            closeConnection()
        case .send(let message): try send(message)
        case .keepRun(let description): evaluations.keep(description)
        case .dropRun(let run): evaluations.drop(run)
        case .startEvaluation(let offer):
            logger.debug("shard started", metadata: ["run": "\(offer.run)", "shard": "\(offer.task)"])
            evaluations.start(offer)
        case .stop(let reason):
            logger.info("the worker stops", metadata: ["reason": "\(reason)"])
            end = .stopped(reason)
        }
    }

    private func connect() throws(ZeroMQError) {
        var options = SocketOptions()
        options.maximumFrameBytes = Int64(ClusterProtocol.maximumMessageBytes)
        options.security = configuration.security
        let socket = try Socket(.dealer, in: context, options: options)
        monitor = try Monitor(of: socket, in: context)
        try socket.connect(configuration.coordinator)
        self.socket = socket
        logger.info("connecting", metadata: ["coordinator": "\(configuration.coordinator)"])
    }

    /// What cannot be sent now is said again by the core when nobody answers.
    private func send(_ message: WorkerMessage<[UInt8]>) throws(ZeroMQError) {
        guard let socket else { return }
        if try socket.send(message.encoded()) != .sent { logger.warning("a message could not be sent") }
    }
}
