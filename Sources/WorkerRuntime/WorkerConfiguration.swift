public import Scheduling
public import ZeroMQ

/// What a worker process is told.
public struct WorkerConfiguration: Sendable {
    /// The coordinator's work address.
    public var coordinator: Endpoint
    /// How it proves who it is, and knows the coordinator.
    public var security: SocketSecurity
    /// What the core is told.
    public var settings: WorkerSettings
    /// The process that this one ends with, if any: a supervisor that is killed leaves no workers behind.
    public var parent: Int32?

    /// A configuration from its parts.
    public init(
        coordinator: Endpoint, security: SocketSecurity = .none, settings: WorkerSettings, parent: Int32? = nil
    ) {
        self.coordinator = coordinator
        self.security = security
        self.settings = settings
        self.parent = parent
    }
}
