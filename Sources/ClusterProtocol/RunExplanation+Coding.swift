import Scheduling
import SwiftProtobuf

extension RunExplanation {
    /// More causes than there are kinds of them.
    private static let maximumCauses = 100

    init(_ body: WireExplanation) throws(ProtocolFailure) {
        guard body.causes.count <= Self.maximumCauses else { throw .malformed("\(body.causes.count) causes") }
        var causes: [Cause] = []
        for cause in body.causes {
            causes.append(
                Cause(
                    code: try cause.code.checked("cause"), text: try cause.text.checked("cause"),
                    isBlocking: cause.isBlocking))
        }
        self.init(id: try RunID(field: body.run), state: try RunState(body.state), causes: causes)
    }
}

extension WireExplanation {
    init(_ explanation: RunExplanation) {
        self.init()
        run = explanation.id.text
        state = WireState(explanation.state)
        causes = explanation.causes.map { given in
            WireExplanation.Cause.with {
                $0.code = given.code
                $0.text = given.text.clipped()
                $0.isBlocking = given.isBlocking
            }
        }
    }
}
