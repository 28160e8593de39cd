import Testing

@testable import ZeroMQ

@Suite struct MonitorTests {
    let context: Context

    init() throws {
        context = try Context()
    }

    @Test func bothSidesAreToldOfAConnection() throws {
        let router = try Socket(.router, in: context)
        let routerMonitor = try Monitor(of: router, in: context)
        let endpoint = try router.bind(try Endpoint("tcp://127.0.0.1:*"))
        var dealer: Socket? = try Socket(.dealer, in: context)
        var dealerMonitor: Monitor? = try Monitor(of: try #require(dealer), in: context)
        try dealer?.connect(endpoint)
        _ = try dealerMonitor?.wait(for: .connected)
        _ = try dealerMonitor?.wait(for: .handshakeSucceeded)
        _ = try routerMonitor.wait(for: .accepted)
        #expect(try routerMonitor.wait(for: .handshakeSucceeded).endpoint == endpoint.text)
        dealer = nil
        dealerMonitor = nil
        _ = try routerMonitor.wait(for: .disconnected)
    }

    @Test func failedAttemptsAreTold() throws {
        let dealer = try Socket(.dealer, in: context)
        let monitor = try Monitor(of: dealer, in: context)
        try dealer.connect(try Endpoint("ipc:///nonexistent/socket"))
        _ = try monitor.wait(for: .connectRetried)
        _ = try monitor.wait(for: .connectRetried)
    }

    @Test func aMonitorCanGoBeforeItsSocket() throws {
        let router = try Socket(.router, in: context)
        var monitor: Monitor? = try Monitor(of: router, in: context)
        #expect(try monitor?.next() == nil)
        monitor = nil
        monitor = try Monitor(of: router, in: context)
        let endpoint = try router.bind(try Endpoint("tcp://127.0.0.1:*"))
        let dealer = try Socket(.dealer, in: context)
        try dealer.connect(endpoint)
        _ = try monitor?.wait(for: .accepted)
    }

    @Test func whatIsNoEventIsNoEvent() {
        #expect(MonitorEvent([]) == nil)
        #expect(MonitorEvent([[0, 0, 0, 0, 0], []]) == nil)
        #expect(MonitorEvent([[3, 0, 0, 0, 0, 0], []]) == nil)
        #expect(MonitorEvent([[0x40, 0, 24, 0, 0, 0], Array("x".utf8)])?.kind == .acceptFailed(code: 24))
    }
}
