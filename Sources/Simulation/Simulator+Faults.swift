import Scheduling

/// What befalls the cluster, until the skies clear.
extension Simulator {
    mutating func scheduleNext(_ fault: Fault) {
        let pause = weather.pause(before: fault)
        guard pause.isFinite else { return }
        timeline.schedule(.strikes(fault), at: now + generator.nanoseconds(0.5 * pause, 1.5 * pause))
    }

    mutating func strike(_ fault: Fault) {
        let index = generator.below(workers.count)
        switch fault {
        case .partition: cutOff(generator.chance(0.2) ? Array(workers.indices) : [index])
        case .brokenConnection:
            guard let peer = workers[index].peer else { break }
            report.tally.breaks += 1
            connections[Int(peer.rawValue)].isBroken = true
        case .workerCrash:
            if generator.chance(0.5) { crashWorker(index) } else { workers[index].doom = generator.below(6) }
        case .coordinatorCrash: doomCoordinator()
        case .stall: stall(index)
        case .drain:
            guard workers[index].core != nil else { break }
            report.tally.drains += 1
            deliver(.drainRequested, to: index)
        case .callToLeave:
            guard let id = workers[index].core?.settings.id else { break }
            report.tally.drains += 1
            post(.drainRequested(id))
        case .clockJump: jump(index)
        case .diskFailure:
            report.tally.diskFailures += 1
            diskFailsUntil = now + generator.nanoseconds(0.5, 12)
        }
        scheduleNext(fault)
    }

    private mutating func cutOff(_ indices: [Int]) {
        report.tally.partitions += 1
        let healed = now + generator.nanoseconds(0.5, 12)
        for index in indices { workers[index].partitionedUntil = healed }
    }

    private mutating func doomCoordinator() {
        switch generator.below(4) {
        case 0: crashCoordinator()
        case 1: coordinator.doom = .beforeWriting
        case 2: coordinator.doom = .afterWriting
        default: coordinator.doom = .afterSending(generator.below(4))
        }
    }

    /// A clock goes on from elsewhere: mostly later, as after a machine slept, a little earlier sometimes.
    private mutating func jump(_ index: Int) {
        report.tally.clockJumps += 1
        let offset = generator.chance(0.7) ? generator.nanoseconds(0, 40) : -generator.nanoseconds(0, 2)
        if generator.chance(0.3) {
            coordinator.clock.jump(by: offset, at: now, from: &generator)
        } else {
            workers[index].clock.jump(by: offset, at: now, from: &generator)
        }
    }

    private mutating func stall(_ index: Int) {
        report.tally.stalls += 1
        let resumed = now + generator.nanoseconds(0.5, 12)
        if generator.chance(0.3) {
            coordinator.stoppedUntil = resumed
        } else if workers[index].core != nil {
            workers[index].stoppedUntil = resumed
            timeline.schedule(.workerResumes(index, process: workers[index].number), at: resumed)
        }
    }

    /// From now on nothing goes wrong any more.
    mutating func clearSkies() {
        weather.clear()
        coordinator.doom = nil
        diskFailsUntil = now
        for index in workers.indices {
            workers[index].doom = nil
            workers[index].partitionedUntil = now
        }
    }
}

extension Weather {
    /// Whether nothing at all goes wrong. An offer that overtakes the end of the work it takes the place of finds a
    /// worker without room for it, so order is a part of it.
    var isCalm: Bool {
        keepsOrder && loss + duplication + straying + corruption + failure + lies == 0
            && Fault.allCases.allSatisfy { !pause(before: $0).isFinite }
    }

    /// Seconds between two faults of a kind, on average.
    func pause(before fault: Fault) -> Double {
        switch fault {
        case .partition: partitionEvery
        case .brokenConnection: breakEvery
        case .workerCrash: workerCrashEvery
        case .coordinatorCrash: coordinatorCrashEvery
        case .stall: stallEvery
        case .drain: drainEvery
        case .callToLeave: callEvery
        case .clockJump: jumpEvery
        case .diskFailure: diskFailsEvery
        }
    }

    /// Nothing goes wrong any more; what is no fault stays as it is.
    mutating func clear() {
        var calm = Weather()
        calm.keepsOrder = keepsOrder
        calm.keepsNames = keepsNames
        self = calm
    }
}
