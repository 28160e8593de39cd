/// What the holder of a key may do.
public enum Role: String, CaseIterable, Hashable, Sendable, Comparable {
    /// Connect as a worker: take shards and report results. Includes none of the others.
    case work
    /// List and show: runs, results, workers, metrics.
    case read
    /// Submit runs and stop them; read as well.
    case submit
    /// Everything that concerns the cluster itself, such as draining workers; submit and read as well.
    case admin

    /// Whether a holder of this role may do what `other` is asked for.
    public func includes(_ other: Role) -> Bool {
        switch (self, other) {
        case (.work, .work), (.read, .read), (.submit, .read), (.submit, .submit): true
        case (.admin, .read), (.admin, .submit), (.admin, .admin): true
        default: false
        }
    }

    /// In the order in which they are listed.
    public static func < (left: Role, right: Role) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .work: 0
        case .read: 1
        case .submit: 2
        case .admin: 3
        }
    }
}

extension Set<Role> {
    /// Whether one of them includes `role`.
    public func allow(_ role: Role) -> Bool { contains { $0.includes(role) } }

    /// The words of a list, separated by commas.
    public var text: String { sorted().map(\.rawValue).joined(separator: ",") }
}
