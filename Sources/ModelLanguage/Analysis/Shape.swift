/// Along which axes a value lies. Its elements are numbered row by row: the last axis varies fastest.
public struct Shape: Hashable, Sendable {
    /// The axes, as numbers in the model, in order.
    public let axes: [Int]
    /// How many labels each has.
    public let lengths: [Int]

    /// Of a single number.
    public static let scalar = Shape(axes: [], lengths: [])

    private init(axes: [Int], lengths: [Int]) {
        self.axes = axes
        self.lengths = lengths
    }

    /// Along one axis.
    init(axis: Int, length: Int) {
        self.init(axes: [axis], lengths: [length])
    }

    /// How many elements there are.
    public var count: Int { lengths.reduce(1, *) }

    /// Whether `axis` is one of the axes.
    func contains(_ axis: Int) -> Bool { axes.contains(axis) }

    /// Whether every axis of `other` is one of the axes.
    func contains(_ other: Shape) -> Bool { other.axes.allSatisfy(contains) }

    /// The axes of both, in the order of their first appearance; `nil` beyond ``Axis/maximumLength`` elements.
    func broadcast(with other: Shape) -> Shape? {
        if contains(other) { return self }
        let further = other.axes.indices.filter { !contains(other.axes[$0]) }
        let joined = Shape(
            axes: axes + further.map { other.axes[$0] }, lengths: lengths + further.map { other.lengths[$0] })
        var count = 1
        for length in joined.lengths {
            count *= length
            if count > Axis.maximumLength { return nil }
        }
        return joined
    }

    /// Without `axis`.
    func removing(_ axis: Int) -> Shape {
        let kept = axes.indices.filter { axes[$0] != axis }
        return Shape(axes: kept.map { axes[$0] }, lengths: kept.map { lengths[$0] })
    }

    /// How far apart neighbours along `axis` are numbered; 0 where it is not an axis of this.
    func stride(of axis: Int) -> Int {
        guard let position = axes.firstIndex(of: axis) else { return 0 }
        return lengths[(position + 1)...].reduce(1, *)
    }

    /// For each element, the element of `other` at the same labels. Axes that `other` has beyond these stay at their
    /// first label.
    func elements(of other: Shape) -> [Int] {
        if other == self { return Array(0..<count) }
        var result = [0]
        for (axis, length) in zip(axes, lengths) {
            let stride = other.stride(of: axis)
            result = result.flatMap { start in (0..<length).map { start + $0 * stride } }
        }
        return result
    }

    /// For each element, where it stands along `axis`.
    func positions(along axis: Int) -> [Int] {
        guard let index = axes.firstIndex(of: axis) else { return Array(repeating: 0, count: count) }
        let (stride, length) = (self.stride(of: axis), lengths[index])
        return (0..<count).map { $0 / stride % length }
    }

    /// Where element `element` stands along each axis.
    func position(of element: Int) -> [Int] {
        var rest = element
        return lengths.reversed().map { length in
            defer { rest /= length }
            return rest % length
        }.reversed()
    }
}

extension [Axis] {
    /// The labels of an element, in the order of the axes.
    func labels(of element: Int, in shape: Shape) -> [String] {
        zip(shape.axes, shape.position(of: element)).map { self[$0].labels[$1] }
    }

    /// `name[label,label]`, or the name alone where there are no axes.
    func name(_ name: String, of element: Int, in shape: Shape) -> String {
        shape.axes.isEmpty ? name : "\(name)[\(labels(of: element, in: shape).joined(separator: ","))]"
    }
}
