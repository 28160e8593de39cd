/// An order in which every item comes after those it depends on; the given order where it can be kept.
struct DependencyOrder {
    /// The items in order; those on a cycle stand somewhere.
    private(set) var order: [Int] = []
    /// Each cycle that was met: its items, each depending on the next and the last on the first.
    private(set) var cycles: [[Int]] = []

    private enum Mark {
        case unseen, open, done
    }

    /// Orders as many items as `dependencies` has entries, by depth-first search without recursion. Linear time.
    init(_ dependencies: [[Int]]) {
        var marks = Array(repeating: Mark.unseen, count: dependencies.count)
        for start in dependencies.indices where marks[start] == .unseen {
            var path = [(item: start, next: 0)]
            marks[start] = .open
            while let last = path.last {
                guard last.next < dependencies[last.item].count else {
                    marks[last.item] = .done
                    order.append(last.item)
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let dependency = dependencies[last.item][last.next]
                switch marks[dependency] {
                case .unseen:
                    marks[dependency] = .open
                    path.append((dependency, 0))
                case .open: noteCycle(path.map(\.item), to: dependency)
                case .done: break
                }
            }
        }
    }

    /// At most so many are listed, since each may be as long as the model.
    private static let maximumCycles = 20

    private mutating func noteCycle(_ path: [Int], to first: Int) {
        guard cycles.count < Self.maximumCycles, let start = path.lastIndex(of: first) else { return }
        cycles.append(Array(path[start...]))
    }
}
