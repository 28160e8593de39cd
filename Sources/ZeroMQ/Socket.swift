import CZeroMQ
import Glibc

/// A ZeroMQ socket. It belongs to the thread that made it, and every call checks that; it closes when the last reference
/// goes.
public final class Socket {
    /// What it does with its messages.
    public let kind: SocketKind
    private let context: Context
    private let socket: UnsafeMutableRawPointer
    private let owner = ThreadMark()

    /// A socket that is neither bound nor connected, owned by the calling thread.
    /// - Throws: ``ZeroMQError`` when an option is out of range, the context is terminated or has no socket left.
    public init(_ kind: SocketKind, in context: Context, options: SocketOptions = SocketOptions()) throws(ZeroMQError) {
        self.kind = kind
        self.context = context
        socket = try context.makeSocket(kind)
        try options.apply(to: socket)
        if case .router = kind {
            try setOption(ZMQ_ROUTER_MANDATORY, to: Int32(1), of: socket, "make sends to lost peers fail")
        }
    }

    deinit {
        // No check of the thread: the last reference may be dropped after the owner's end.
        zmq_close(socket)
    }

    /// Ends the monitor, if there is one; like closing without a check of the thread.
    func stopMonitoring() {
        zmq_socket_monitor(socket, nil, 0)
    }

    /// libzmq's own name of the socket, for the owner's calls.
    var handle: UnsafeMutableRawPointer {
        owner.check("a \(kind) socket")
        return socket
    }

    /// How long what is unsent outlives the socket, from now on.
    /// - Throws: ``ZeroMQError``.
    public func setLinger(_ linger: Duration) throws(ZeroMQError) {
        try setOption(ZMQ_LINGER, to: linger.milliseconds, of: handle, "set the linger to \(linger)")
    }

    /// Takes connections at `endpoint`; returns the endpoint itself, with the port the system chose if it left that open.
    /// - Throws: ``ZeroMQError``, as when the address is taken.
    @discardableResult
    public func bind(_ endpoint: Endpoint) throws(ZeroMQError) -> Endpoint {
        try allowVersion6(endpoint)
        guard zmq_bind(handle, endpoint.text) == 0 else { throw .last("bind \(endpoint)") }
        guard let port = endpoint.port else { return endpoint }
        return port == 0 ? try lastEndpoint() : endpoint
    }

    /// Connects to `endpoint`, now or whenever someone is bound there, and again after every loss.
    /// - Throws: ``ZeroMQError``, as when the endpoint's port is open.
    public func connect(_ endpoint: Endpoint) throws(ZeroMQError) {
        try allowVersion6(endpoint)
        guard zmq_connect(handle, endpoint.text) == 0 else { throw .last("connect to \(endpoint)") }
    }

    /// Takes no more connections at `endpoint`, as ``bind(_:)`` returned it.
    /// - Throws: ``ZeroMQError`` when it is not bound there.
    public func unbind(_ endpoint: Endpoint) throws(ZeroMQError) {
        guard zmq_unbind(handle, endpoint.text) == 0 else { throw .last("unbind \(endpoint)") }
    }

    /// Gives up the connection to `endpoint`.
    /// - Throws: ``ZeroMQError`` when there is none.
    public func disconnect(_ endpoint: Endpoint) throws(ZeroMQError) {
        guard zmq_disconnect(handle, endpoint.text) == 0 else { throw .last("disconnect from \(endpoint)") }
    }

    /// IPv6 is allowed for literal addresses alone: it would otherwise make host names resolve to an address of the
    /// other family than the one the peer is bound to.
    private func allowVersion6(_ endpoint: Endpoint) throws(ZeroMQError) {
        let isVersion6: Int32 = endpoint.isVersion6 ? 1 : 0
        try setOption(ZMQ_IPV6, to: isVersion6, of: handle, "choose the version of IP for \(endpoint)")
    }

    private func lastEndpoint() throws(ZeroMQError) -> Endpoint {
        var size = 256
        let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { buffer in
            zmq_getsockopt(handle, ZMQ_LAST_ENDPOINT, buffer.baseAddress, &size) == 0
                ? buffer.baseAddress.map { String(cString: $0) } : nil
        }
        guard let text, let endpoint = try? Endpoint(text) else { throw .last("learn the port") }
        return endpoint
    }
}
