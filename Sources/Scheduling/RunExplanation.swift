/// Why a run is where it is.
public struct RunExplanation: Hashable, Sendable {
    /// Something that holds the run back, or says that nothing does.
    public struct Cause: Hashable, Sendable {
        /// A word that stays the same, such as `paused`.
        public let code: String
        /// For people.
        public let text: String
        /// Whether nothing of the run is computed until this has changed.
        public let isBlocking: Bool

        /// A cause from its parts.
        public init(code: String, text: String, isBlocking: Bool) {
            self.code = code
            self.text = text
            self.isBlocking = isBlocking
        }
    }

    /// Which run.
    public let id: RunID
    /// Where it stands.
    public let state: RunState
    /// What holds it back, the worst first; never empty.
    public let causes: [Cause]

    /// An explanation from its parts.
    public init(id: RunID, state: RunState, causes: [Cause]) {
        self.id = id
        self.state = state
        self.causes = causes
    }

    /// The same with a cause before all others.
    public func preceded(by cause: Cause) -> RunExplanation {
        RunExplanation(id: id, state: state, causes: [cause] + causes)
    }
}
