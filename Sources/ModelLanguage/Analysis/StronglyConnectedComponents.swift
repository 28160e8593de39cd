/// The sets of items that depend on each other in circles, each set after those it depends on (R. Tarjan, "Depth-first search and
/// linear graph algorithms", doi:10.1137/0201010), without recursion. Linear time.
struct StronglyConnectedComponents {
    /// Items on no circle stand alone. Within a component they are in the given order.
    private(set) var components: [[Int]] = []

    private var numbers: [Int]
    private var lowest: [Int]
    private var isOpen: [Bool]
    private var open: [Int] = []
    private var count = 0

    /// The components of as many items as `dependencies` has entries.
    init(_ dependencies: [[Int]]) {
        numbers = Array(repeating: -1, count: dependencies.count)
        lowest = numbers
        isOpen = Array(repeating: false, count: dependencies.count)
        for start in dependencies.indices where numbers[start] < 0 {
            var path = [(item: start, next: 0)]
            visit(start)
            while let last = path.last {
                if last.next < dependencies[last.item].count {
                    path[path.count - 1].next += 1
                    let dependency = dependencies[last.item][last.next]
                    if numbers[dependency] < 0 {
                        visit(dependency)
                        path.append((dependency, 0))
                    } else if isOpen[dependency] {
                        lowest[last.item] = min(lowest[last.item], numbers[dependency])
                    }
                    continue
                }
                path.removeLast()
                if let parent = path.last { lowest[parent.item] = min(lowest[parent.item], lowest[last.item]) }
                if lowest[last.item] == numbers[last.item] { close(last.item) }
            }
        }
    }

    private mutating func visit(_ item: Int) {
        numbers[item] = count
        lowest[item] = count
        count += 1
        isOpen[item] = true
        open.append(item)
    }

    private mutating func close(_ item: Int) {
        var component: [Int] = []
        while let last = open.popLast() {
            isOpen[last] = false
            component.append(last)
            if last == item { break }
        }
        components.append(component.sorted())
    }
}
