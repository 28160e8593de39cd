/// Which coordinate of a low-discrepancy point each draw of a model takes.
///
/// Every element of every input has a place, whether it is random or not, so that fixing or overriding a value moves no other
/// draw: first those of `sampling: {first: [...]}`, which get the best coordinates, then the rest, in the order of the file. So
/// an input that comes last moves none before it.
struct PointDimensions {
    /// The coordinate of each input's first element.
    private let starts: [Int]

    /// The places of all inputs of `model`.
    init(_ model: CheckedModel) {
        let isFirst = Set(model.firstInputs)
        var starts = model.inputs.map { _ in 0 }
        var next = 0
        for input in model.firstInputs + model.inputs.indices.filter({ !isFirst.contains($0) }) {
            starts[input] = next
            next += model.inputs[input].each.count
        }
        self.starts = starts
    }

    /// The coordinate of a draw, from 0. Those beyond a sampler's dimensions are its own business.
    func dimension(of draw: InputDraw) -> Int { starts[draw.input] + draw.element }
}
