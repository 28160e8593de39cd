import Foundation
import Synchronization
import Testing
import ZeroMQ

@Suite struct ThreadTests {
    @Test func aSignalFromAnotherThreadWakesThePoller() throws {
        let wakeUp = try WakeUp()
        let socket = try Socket(.dealer, in: try Context())
        Thread.detachNewThread { wakeUp.signal() }
        #expect(try Poller.wait(for: [.socket(socket), .wakeUp(wakeUp)], timeout: .seconds(10)) == [1])
        wakeUp.signal()
        wakeUp.drain()
        #expect(try Poller.wait(for: [.socket(socket), .wakeUp(wakeUp)], timeout: .zero) == [])
    }

    @Test func pollingEndsWhenTimeIsUpAndNotBefore() throws {
        let wakeUp = try WakeUp()
        var readable: [Int]?
        let duration = try ContinuousClock().measure {
            readable = try Poller.wait(for: [.wakeUp(wakeUp)], timeout: .milliseconds(30))
        }
        #expect(readable == [])
        #expect(duration >= .milliseconds(30))
        #expect(try Poller.wait(for: [.wakeUp(wakeUp)], timeout: .seconds(-5)) == [])
    }

    @Test func aDescriptorCanBePolled() throws {
        let pipe = Pipe()
        let descriptor = Pollable.descriptor(pipe.fileHandleForReading.fileDescriptor)
        #expect(try Poller.wait(for: [descriptor], timeout: .zero) == [])
        pipe.fileHandleForWriting.write(Data([1]))
        #expect(try Poller.wait(for: [descriptor], timeout: .seconds(10)) == [0])
    }

    @Test func interruptedPollingGoesOnWithTheTimeThatIsLeft() throws {
        signal(SIGUSR2) { _ in interruptions.add(1, ordering: .relaxed) }
        let before = interruptions.load(ordering: .relaxed)
        let poller = try InterruptiblePoll(timeout: .milliseconds(100))
        defer { poller.end() }
        let duration = try eventually("the poll to end") {
            poller.interrupt()
            _ = try Poller.wait(for: [], timeout: .milliseconds(1))
            return poller.duration
        }
        #expect(duration >= .milliseconds(100))
        #expect(interruptions.load(ordering: .relaxed) > before)
    }

    @Test func useFromAnotherThreadStopsTheProcessAndNamesBoth() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let socket = try Socket(.dealer, in: try Context())
            nonisolated(unsafe) let stolen = socket
            Thread.detachNewThread { _ = try? stolen.receive() }
            let deadline = ContinuousClock.now.advanced(by: .seconds(10))
            while ContinuousClock.now < deadline { sched_yield() }
            exit(EXIT_SUCCESS)
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains(/a DEALER socket belongs to thread "[^"?]+" and was used by thread "[^"?]+"/))
    }
}

/// How often the handler of SIGUSR2 ran.
private let interruptions = Atomic<Int>(0)

/// A poll of nothing in a thread that takes signals, unlike those that run tests.
private final class InterruptiblePoll: Sendable {
    private let thread = Atomic<UInt>(0)
    private let result = Mutex<Duration?>(nil)
    private let mayEnd = DispatchSemaphore(value: 0)

    init(timeout: Duration) throws {
        let wakeUp = try WakeUp()
        Thread.detachNewThread { [self] in
            var signals = sigset_t()
            sigaddset(&signals, SIGUSR2)
            pthread_sigmask(SIG_UNBLOCK, &signals, nil)
            thread.store(UInt(pthread_self()), ordering: .releasing)
            let duration = try? ContinuousClock().measure {
                _ = try Poller.wait(for: [.wakeUp(wakeUp)], timeout: timeout)
            }
            // A poll that failed took no time at all.
            result.withLock { $0 = duration ?? .zero }
            mayEnd.wait()
        }
    }

    /// Lets the thread end, which until then can be interrupted.
    func end() {
        mayEnd.signal()
    }

    /// How long the poll took, once it has ended.
    var duration: Duration? { result.withLock { $0 } }

    func interrupt() {
        let thread = thread.load(ordering: .acquiring)
        if thread != 0 { pthread_kill(pthread_t(thread), SIGUSR2) }
    }
}
