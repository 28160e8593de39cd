import Testing
import ZeroMQ

@Suite struct EndpointTests {
    @Test(arguments: [
        ("tcp://127.0.0.1:7771", "tcp://127.0.0.1:7771", true), ("tcp://localhost:1", "tcp://127.0.0.1:1", true),
        ("tcp://127.9.8.7:65535", "tcp://127.9.8.7:65535", true), ("tcp://[::1]:80", "tcp://[::1]:80", true),
        ("tcp://127.0.0.1:*", "tcp://127.0.0.1:*", true), ("ipc:///run/s.sock", "ipc:///run/s.sock", true),
        ("inproc://work", "inproc://work", true), ("tcp://*:7771", "tcp://*:7771", false),
        ("tcp://0.0.0.0:7771", "tcp://0.0.0.0:7771", false), ("tcp://[::]:7771", "tcp://[::]:7771", false),
        ("tcp://10.0.0.1:7771", "tcp://10.0.0.1:7771", false), ("tcp://127.0.0.256:1", "tcp://127.0.0.256:1", false),
        ("tcp://127.evil.example:1", "tcp://127.evil.example:1", false),
        ("tcp://127.0.0.1.example:1", "tcp://127.0.0.1.example:1", false),
    ])
    func goodAddressesAreReadAndKnowWhetherTheyAreLocal(text: String, canonical: String, isLocal: Bool) throws {
        let endpoint = try Endpoint(text)
        #expect(endpoint.text == canonical)
        #expect(endpoint.isLocal == isLocal)
        #expect(try Endpoint(endpoint.text) == endpoint)
    }

    @Test(arguments: [
        "", "7771", "127.0.0.1:7771", "udp://127.0.0.1:7771", "TCP://127.0.0.1:7771", "tcp://", "tcp://127.0.0.1",
        "tcp://:7771", "tcp://127.0.0.1:", "tcp://127.0.0.1:0", "tcp://127.0.0.1:65536", "tcp://127.0.0.1:-1",
        "tcp://127.0.0.1:+1", "tcp://127.0.0.1:0x10", "tcp://127.0.0.1:99999999999999999999", "tcp://::1:80",
        "tcp://[]:80", "tcp://[::1:80", "tcp://[example]:80", "tcp://a b:80", "tcp://127.0.0.1:1;10.0.0.1:2",
        "tcp://host/path:80", "tcp://häuser:80", "ipc://", "ipc://*", "ipc://a\0b", "inproc://", "://x",
    ])
    func badAddressesAreRefusedWithAReason(text: String) {
        #expect { try Endpoint(text) } throws: { error in
            guard let error = error as? InvalidEndpoint else { return false }
            return !error.reason.isEmpty && error.text == text
        }
    }

    @Test func socketFilesMayHaveAsManyBytesAsLinuxAllows() throws {
        let longest = "ipc:///" + String(repeating: "x", count: 106)
        #expect(try Endpoint(longest).text == longest)
        // Bytes count, not letters.
        let tooLong = "ipc:///" + String(repeating: "x", count: 105) + "ü"
        #expect { try Endpoint(tooLong) } throws: { "\($0)".contains("has 108 bytes and Linux allows 107") }
    }
}
