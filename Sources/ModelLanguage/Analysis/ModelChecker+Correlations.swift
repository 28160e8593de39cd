import Sampling

/// Rank correlations between inputs and along axes.
extension ModelChecker {
    mutating func checkCorrelations() {
        baselineRanks = ranks(of: draft.correlations)
        baselineGroups = groups(of: baselineRanks, given: draft.correlations, scenario: nil) ?? []
    }

    /// The pairs that `entries` name.
    func ranks(of entries: [ModelDraft.Correlation]) -> RankTable {
        var table = RankTable()
        for entry in entries {
            let known = entry.inputs.map { correlated($0) }
            let members = known.compactMap { $0 }
            guard members.count == known.count, !isRepeated(entry.inputs) else { continue }
            switch (entry.rank, entry.along, entry.matrix) {
            case (let rank?, let along?, nil): add(members, rank, along: along, of: entry, to: &table)
            case (let rank?, nil, nil): add(members, rank, of: entry, to: &table)
            case (nil, nil, let matrix?): add(members, matrix: matrix, of: entry, to: &table)
            default:
                sink.error(
                    entry.place,
                    "a correlation has `inputs:` and `rank:`, with `along:` an axis between the elements of each input, or a "
                        + "`matrix:`")
            }
        }
        return table
    }

    /// The input called `name`, which must be one that can be correlated.
    private func correlated(_ name: YAMLScalar) -> Int? {
        guard let input = input(named: name) else { return nil }
        guard inputs[input].values.simplexAxis == nil else {
            sink.error(name.place, "`\(name.text)` is a dirichlet, whose shares depend on each other already")
            return nil
        }
        return input
    }

    private func isRepeated(_ names: [YAMLScalar]) -> Bool {
        var seen: Set<String> = []
        guard let repeated = names.first(where: { !seen.insert($0.text).inserted }) else { return false }
        sink.error(repeated.place, "`\(repeated.text)` is listed twice; leave one out")
        return true
    }

    private func rank(_ scalar: YAMLScalar) -> Double? {
        let vocabulary = ExpressionParser.Vocabulary(units: [])
        if let expression = try? ExpressionParser.parse(scalar, vocabulary, sink.suggestions),
            let constant = try? ConstantEvaluator(expression, units: units).constant(expression.root),
            (-1...1).contains(constant.value)
        {
            return constant.value
        }
        sink.error(
            scalar.place, "a rank correlation is a plain number from -1 to 1, not `\(scalar.text.prefix(60))`")
        return nil
    }

    // MARK: Entries

    private func add(
        _ members: [Int], _ rank: YAMLScalar, of entry: ModelDraft.Correlation, to table: inout RankTable
    ) {
        guard let rank = self.rank(rank) else { return }
        guard members.count >= 2 else {
            sink.error(
                entry.place,
                "a correlation is between two inputs or more; between the elements of one, say along which axis: "
                    + "`along: quarter`")
            return
        }
        for first in members.indices {
            for second in members.indices where second > first {
                add(members[first], members[second], rank: rank, of: entry, to: &table)
            }
        }
    }

    /// Every two draws of the two inputs that agree on the axes of both.
    private func add(
        _ first: Int, _ second: Int, rank: Double, of entry: ModelDraft.Correlation, to table: inout RankTable
    ) {
        guard let joined = inputs[first].each.broadcast(with: inputs[second].each) else {
            sink.error(entry.place, "this is a correlation of more than \(Axis.maximumLength) pairs")
            return
        }
        for (one, other) in zip(joined.elements(of: inputs[first].each), joined.elements(of: inputs[second].each)) {
            let pair = RankTable.Pair(
                InputDraw(input: first, element: one), InputDraw(input: second, element: other))
            guard add(pair, rank: rank, of: entry, to: &table) else { return }
        }
    }

    /// Adds a pair; `false`, with an error, where no more can be added.
    private func add(
        _ pair: RankTable.Pair, rank: Double, of entry: ModelDraft.Correlation, to table: inout RankTable
    ) -> Bool {
        guard table.ranks.count < RankTable.maximumPairs else {
            sink.error(entry.place, "the correlations are of more than \(RankTable.maximumPairs) pairs")
            return false
        }
        guard table.add(pair, rank: rank) else {
            let names = [pair.first.input, pair.second.input].map { "`\(inputs[$0].name)`" }
            let what = names[0] == names[1] ? "elements of \(names[0])" : names.joined(separator: " and ")
            sink.error(entry.place, "the correlation between \(what) is given twice; leave one out")
            return false
        }
        return true
    }

    /// Every two draws of each input that differ on the axis `along` alone.
    private func add(
        _ members: [Int], _ rank: YAMLScalar, along: YAMLScalar, of entry: ModelDraft.Correlation,
        to table: inout RankTable
    ) {
        guard let rank = self.rank(rank) else { return }
        guard let axis = axes.number(of: along.text) else {
            let hint = sink.suggestions.hint(for: along.text, among: axes.names)
            sink.error(
                along.place,
                "there is no axis `\(along.text.prefix(60))`\(hint.isEmpty ? "; list it in `axes:`" : hint)")
            return
        }
        for member in members {
            let input = inputs[member]
            guard input.each.contains(axis) else {
                sink.error(
                    along.place,
                    "`\(input.name)` is not drawn anew along `\(along.text)`; give it `each: \(along.text)` first")
                continue
            }
            let (stride, positions) = (input.each.stride(of: axis), input.each.positions(along: axis))
            let length = axes.axes[axis].labels.count
            for start in positions.indices where positions[start] == 0 {
                for first in 0..<length {
                    for second in first + 1..<max(first + 1, length) {
                        let pair = RankTable.Pair(
                            InputDraw(input: member, element: start + first * stride),
                            InputDraw(input: member, element: start + second * stride))
                        guard add(pair, rank: rank, of: entry, to: &table) else { return }
                    }
                }
            }
        }
    }

    private func add(
        _ members: [Int], matrix: [[YAMLScalar]], of entry: ModelDraft.Correlation, to table: inout RankTable
    ) {
        guard members.count >= 2, matrix.count == members.count,
            matrix.allSatisfy({ $0.count == members.count })
        else {
            sink.error(
                entry.place, "the matrix of \(members.count) inputs has \(members.count) rows of as many numbers")
            return
        }
        let known = matrix.map { $0.map { rank($0) } }
        let ranks = known.map { $0.compactMap { $0 } }
        guard ranks.allSatisfy({ $0.count == members.count }) else { return }
        for row in members.indices {
            guard ranks[row][row] == 1 else {
                sink.error(matrix[row][row].place, "the diagonal of a correlation matrix is 1")
                return
            }
            for column in 0..<row where ranks[row][column] != ranks[column][row] {
                sink.error(
                    matrix[row][column].place,
                    "a correlation matrix is symmetric: \(ranks[row][column].short) here, \(ranks[column][row].short) across "
                        + "the diagonal")
                return
            }
        }
        for row in members.indices {
            for column in 0..<row {
                add(members[column], members[row], rank: ranks[row][column], of: entry, to: &table)
            }
        }
    }

    // MARK: Groups

    /// The groups of draws that are correlated under `ranks`; `nil`, with an error at the last of `entries` that has a part in it,
    /// where no distribution has such correlations, or where the entries have errors of their own.
    func groups(
        of ranks: RankTable, given entries: [ModelDraft.Correlation], scenario: String?
    ) -> [CorrelationGroup]? {
        guard !sink.hasErrors else { return nil }
        let suffix = scenario.map { " in scenario `\($0)`" } ?? ""
        var groups: [CorrelationGroup] = []
        for draws in ranks.groups {
            let names = Set(draws.map { inputs[$0.input].name })
            let place = entries.last { $0.inputs.contains { names.contains($0.text) } }?.place
            guard draws.count <= Self.maximumGroup, let matrix = ranks.matrix(of: draws) else {
                sink.error(
                    place,
                    "\(draws.count) draws are correlated with each other\(suffix); at most \(Self.maximumGroup) are allowed"
                )
                return nil
            }
            guard let factor = matrix.normalsOfRanks().choleskyFactor() else {
                sink.error(place, "no draws can have these correlations\(suffix): \(nearest(to: matrix, of: draws))")
                return nil
            }
            groups.append(CorrelationGroup(draws: draws, factor: factor))
        }
        return groups
    }

    /// The most draws that may be correlated with each other: each needs as many steps as there are before it.
    private static let maximumGroup = 400

    /// What the nearest correlations that can be are, whole where they are few.
    private func nearest(to matrix: CorrelationMatrix, of draws: [InputDraw]) -> String {
        guard draws.count <= 100 else { return "the matrix of \(draws.count) draws is not positive definite" }
        let nearest = matrix.normalsOfRanks().nearestCorrelationMatrix().ranksOfNormals()
        let names = draws.map { draw in
            axes.axes.name(inputs[draw.input].name, of: draw.element, in: inputs[draw.input].each)
        }
        if draws.count <= 6 {
            let rows = draws.indices.map { row in
                "[\(draws.indices.map { nearest[row, $0].toThreePlaces }.joined(separator: ", "))]"
            }
            return "the matrix is not positive definite; the nearest that is, of \(names.joined(separator: ", ")): "
                + "[\(rows.joined(separator: ", "))]"
        }
        var worst = (row: 1, column: 0)
        for row in draws.indices {
            for column in 0..<row
            where abs(nearest[row, column] - matrix[row, column])
                > abs(nearest[worst.row, worst.column] - matrix[worst.row, worst.column])
            {
                worst = (row, column)
            }
        }
        return
            "the matrix is not positive definite; the nearest that is differs most between \(names[worst.column]) and "
            + "\(names[worst.row]): \(nearest[worst.row, worst.column].toThreePlaces), not "
            + "\(matrix[worst.row, worst.column].short)"
    }
}
