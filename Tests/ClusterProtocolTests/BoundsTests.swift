import ClusterProtocol
import Scheduling
import Statistics
import Testing

/// Values that could be encoded and that nothing behind the messages could stand.
@Suite struct BoundsTests {
    private func isRefused(_ message: WorkerMessage<[UInt8]>) -> Bool {
        do throws(ProtocolFailure) {
            _ = try WorkerMessage<[UInt8]>(decoding: message.encoded())
            return false
        } catch {
            if case .malformed = error { return true } else { return false }
        }
    }

    private func isRefused(_ message: CoordinatorMessage) -> Bool {
        do throws(ProtocolFailure) {
            _ = try CoordinatorMessage(decoding: message.encoded())
            return false
        } catch {
            if case .malformed = error { return true } else { return false }
        }
    }

    private func isRefused(_ reply: ClientReply) -> Bool {
        do throws(ProtocolFailure) {
            _ = try ClientReply.decode(reply.encoded(number: 1))
            return false
        } catch {
            if case .malformed = error { return true } else { return false }
        }
    }

    @Test func shardsThatNoRunHasAreRefused() throws {
        for range in [
            ShardRange(replicate: 16, level: 0, index: 0), ShardRange(replicate: 0, level: 29, index: 0),
            ShardRange(replicate: 0, level: 28, index: 1), ShardRange(replicate: 0, level: 0, index: 1 << 28),
            ShardRange(replicate: 0, level: 63, index: .max), ShardRange(replicate: 1 << 32, level: 0, index: 0),
        ] {
            #expect(isRefused(try Samples.report(.evaluated(.summary([])), task: .draws(range))), "\(range)")
            let offer = LeaseOffer(lease: Samples.leases[0], run: try Samples.run(), task: .draws(range), attempt: 1)
            #expect(isRefused(.leases([offer])), "\(range)")
        }
    }

    @Test func partsThatNoRunHasAreRefused() throws {
        for part in [100_000, Int.max] {
            let task = ShardTask.sensitivity(part: part)
            #expect(isRefused(try Samples.report(.evaluated(.sensitivity([])), task: task)), "\(part)")
            let offer = LeaseOffer(lease: Samples.leases[0], run: try Samples.run(), task: task, attempt: 1)
            #expect(isRefused(.leases([offer])), "\(part)")
        }
        #expect(isRefused(.run(try Samples.description(parts: 100_001))))
        for parts in [[9], [1, 1], [2, 1]] {
            let reply = RunResultReply(
                description: try Samples.description(parts: 9), snapshot: try Samples.snapshot(), nodes: [],
                receipts: [],
                parts: parts.map { ($0, []) })
            #expect(isRefused(.result(reply)), "\(parts)")
        }
    }

    @Test func aCeilingBelowTheDrawsIsRefused() throws {
        let target = try #require(Precision(relative: 0.1))
        let status = PrecisionStatus(target: target, ceiling: 10, shortfall: nil)
        #expect(isRefused(.run(try Samples.snapshot(draws: 11, precision: status))))
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, -1, 1e13, .greatestFiniteMagnitude])
    func secondsThatAreNoneAreRefused(seconds: Double) throws {
        #expect(isRefused(try Samples.report(.evaluated(.summary([])), seconds: seconds)))
        let listing = WorkerListing(
            id: try Samples.worker(), incarnation: 1, host: "", slots: 1, credit: 1, leases: 0, mergedShards: 0,
            secondsSinceHeard: seconds)
        #expect(isRefused(.workers([listing])))
    }

    @Test func intervalsOutOfRangeAreRefused() throws {
        for interval in [Duration.zero, .nanoseconds(999_999), .seconds(2_592_001), .seconds(Int64.max), .seconds(-1)] {
            let terms = WelcomeTerms(
                incarnation: 1, epoch: 1, heartbeatInterval: interval, silenceLimit: interval, leaseDuration: interval)
            #expect(isRefused(.welcome(terms)), "\(interval)")
        }
    }

    @Test func countsOutOfRangeAreRefused() throws {
        #expect(isRefused(.arrival(try Samples.arrival(slots: 1_000_001))))
        #expect(isRefused(.arrival(try Samples.arrival(credit: .max))))
        #expect(isRefused(.heartbeat(holding: [], credit: 1_000_001)))
        let offer = LeaseOffer(
            lease: Samples.leases[0], run: try Samples.run(),
            task: .draws(ShardRange(replicate: 0, level: 0, index: 0)),
            attempt: 0)
        #expect(isRefused(.leases([offer])))
    }

    @Test func numbersOfDrawsThatContradictEachOtherAreRefused() throws {
        for (draws, merged) in [(0, 0), (10, 11), (DrawLayout.maximumDraws + 1, 0)] as [(UInt64, UInt64)] {
            let snapshot = RunSnapshot(
                id: try Samples.run(), label: "", modelName: "", state: .running, reason: "", draws: draws,
                mergedDraws: merged, leasedDraws: 0, queuedDraws: 0, leases: 0, mergedShards: 0, seconds: 0,
                isComputable: true)
            #expect(isRefused(.run(snapshot)), "\(merged) of \(draws)")
        }
    }

    @Test func termsOutOfRangeAreRefused() throws {
        let changes: [(inout RunTerms) -> Void] = [
            { $0.priority = 101 }, { $0.priority = -101 }, { $0.spotCheck = 1.5 }, { $0.spotCheck = .nan },
            { $0.maximumSeconds = .infinity }, { $0.maximumSlots = 1_000_001 },
            { $0.maximumBytes = RunTerms.byteLimit + 1 },
        ]
        for (number, change) in changes.enumerated() {
            var terms = RunTerms()
            change(&terms)
            let submission = Submission(
                id: try Samples.run(), label: "", fileName: "", modelText: [], scenario: "", sampler: "", seed: 1,
                draws: 1, terms: terms)
            #expect(throws: ProtocolFailure.self, "\(number)") {
                try ClientRequest.decode(ClientRequest.submit(submission).encoded(number: 1))
            }
        }
    }

    @Test func nodesThatOverlapOrAreNotOfTheRunAreRefused() throws {
        for ranges in [
            [ShardRange(replicate: 0, level: 0, index: 16)], [ShardRange(replicate: 0, level: 5, index: 0)],
            [ShardRange(replicate: 16, level: 0, index: 0)],
            [ShardRange(replicate: 0, level: 1, index: 0), ShardRange(replicate: 0, level: 0, index: 1)],
            [ShardRange(replicate: 2, level: 0, index: 1), ShardRange(replicate: 2, level: 0, index: 1)],
        ] {
            let reply = RunResultReply(
                description: try Samples.description(), snapshot: try Samples.snapshot(),
                nodes: ranges.map { ($0, []) }, receipts: [])
            #expect(isRefused(.result(reply)), "\(ranges)")
        }
        let foreign = RunResultReply(
            description: try Samples.description(), snapshot: try Samples.snapshot(id: "other"), nodes: [], receipts: []
        )
        #expect(isRefused(.result(foreign)))
    }

    @Test func aLongLabelOrModelIsRefusedWithWords() throws {
        let tooLong = String(repeating: "x", count: 4097)
        let submission = Submission(
            id: try Samples.run(), label: tooLong, fileName: "m", modelText: [], scenario: "", sampler: "", seed: 1,
            draws: 1)
        #expect(throws: ProtocolFailure.malformed("a label of 4097 bytes; 4096 are allowed")) {
            try ClientRequest.decode(ClientRequest.submit(submission).encoded(number: 1))
        }
        let large = Submission(
            id: try Samples.run(), label: "", fileName: "m",
            modelText: [UInt8](repeating: 0, count: ClusterProtocol.maximumModelBytes + 1), scenario: "", sampler: "",
            seed: 1, draws: 1)
        #expect(throws: ProtocolFailure.malformed("a model of 10000001 bytes; 10 MB are allowed")) {
            try ClientRequest.decode(ClientRequest.submit(large).encoded(number: 1))
        }
    }

    @Test func aResultThatIsTooLargeBecomesAFailure() throws {
        let summary = [UInt8](repeating: 0, count: 4 << 20)
        // One array, counted 130 times.
        let nodes = (0..<130).map { number in
            (range: ShardRange(replicate: number % 16, level: 0, index: UInt64(number / 16)), bytes: summary)
        }
        let reply = RunResultReply(
            description: try Samples.description(), snapshot: try Samples.snapshot(), nodes: nodes, receipts: [])
        guard case .failure(let failure) = try ClientReply.decode(ClientReply.result(reply).encoded(number: 1)).reply
        else {
            Issue.record("it was sent")
            return
        }
        #expect(failure.code == .unavailable)
        #expect(failure.message.hasPrefix("the answer has 520 MiB and the limit is 512"))
    }
}
