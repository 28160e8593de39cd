import Foundation
import Testing
import ZeroMQ

@Suite struct ContextTests {
    @Test func terminationWaitsNoLongerThanTheLinger() throws {
        let context = try Context()
        var options = SocketOptions()
        options.linger = .milliseconds(200)
        var dealer: Socket? = try Socket(.dealer, in: context, options: options)
        // Nobody listens there, so that the message can never leave.
        try dealer?.connect(try Endpoint("ipc:///nonexistent/socket"))
        try dealer?.sendNow([[1]])
        dealer = nil
        let duration = ContinuousClock().measure { context.terminate() }
        #expect(duration < .seconds(10))
    }

    @Test func lingerCanBeChangedBeforeClosing() throws {
        let context = try Context()
        var options = SocketOptions()
        options.linger = .seconds(3600)
        var dealer: Socket? = try Socket(.dealer, in: context, options: options)
        try dealer?.connect(try Endpoint("ipc:///nonexistent/socket"))
        try dealer?.sendNow([[1]])
        try dealer?.setLinger(.zero)
        dealer = nil
        let duration = ContinuousClock().measure { context.terminate() }
        #expect(duration < .seconds(10))
    }

    @Test func terminationEndsAPollInAnotherThread() throws {
        let context = try Context()
        let isPolling = DispatchSemaphore(value: 0)
        let hasEnded = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            let error = #expect(throws: ZeroMQError.self) {
                let socket = try Socket(.dealer, in: context)
                isPolling.signal()
                _ = try Poller.wait(for: [.socket(socket)], timeout: nil)
                _ = try socket.receive()
            }
            #expect(error?.isContextTerminated == true)
            hasEnded.signal()
        }
        isPolling.wait()
        context.terminate()
        #expect(hasEnded.wait(timeout: .now() + 10) == .success)
    }

    @Test func aTerminatedContextMakesNoSockets() throws {
        let context = try Context()
        context.terminate()
        context.terminate()
        #expect { try Socket(.router, in: context) } throws: { ($0 as? ZeroMQError)?.isContextTerminated == true }
    }

    @Test func optionsOutOfRangeAreRefused() throws {
        let context = try Context()
        var options = SocketOptions()
        options.sendHighWaterMark = -1
        #expect { try Socket(.router, in: context, options: options) } throws: {
            "\($0)" == "cannot set the send high-water mark to -1: Invalid argument"
        }
        #expect(throws: ZeroMQError.self) { try Context(ioThreads: -1) }
    }

    @Test func aContextHasNoMoreSocketsThanItMay() throws {
        let context = try Context(maximumSockets: 2)
        var sockets: [Socket] = []
        #expect(throws: ZeroMQError.self) {
            for _ in 0..<3 { sockets.append(try Socket(.dealer, in: context)) }
        }
        #expect(sockets.count == 2)
    }
}
