import Scheduling

extension RunTerms {
    init(_ body: WireTerms) throws(ProtocolFailure) {
        self.init()
        priority = Int(body.priority)
        guard Self.priorities.contains(priority) else { throw .malformed("a priority of \(priority)") }
        submitter = try body.submitter.checked("submitter")
        guard body.spotCheck >= 0, body.spotCheck <= 1 else { throw .malformed("a spot check of \(body.spotCheck)") }
        spotCheck = body.spotCheck
        let seconds = try body.maximumSeconds.checkedSeconds("a longest time")
        maximumSeconds = seconds > 0 ? seconds : nil
        let slots = try Int(count: body.maximumSlots, "slots", limit: Self.slotLimit)
        maximumSlots = slots > 0 ? slots : nil
        let bytes = try body.maximumBytes.checkedBytes("a limit")
        maximumBytes = bytes > 0 ? bytes : nil
    }
}

extension WireTerms {
    init(_ terms: RunTerms) {
        self.init()
        priority = Int32(clamping: terms.priority)
        submitter = terms.submitter.clipped()
        spotCheck = terms.spotCheck
        maximumSeconds = terms.maximumSeconds ?? 0
        maximumSlots = UInt32(clamping: terms.maximumSlots ?? 0)
        maximumBytes = UInt64(clamping: terms.maximumBytes ?? 0)
    }
}
