import CYaml

/// One event of a YAML file. Anchors, aliases and tags never come this far.
enum YAMLEvent {
    case documentStart
    case documentEnd
    case streamEnd
    case scalar(YAMLScalar)
    case sequenceStart
    case mappingStart
    case collectionEnd
}

/// The events of a YAML file in order, from libyaml as Yams brings it. Memory does not grow with the file.
///
/// Yams itself would build the whole tree before anything could be refused: aliases expanded, without a bound on nodes.
struct YAMLEvents: ~Copyable {
    private let source: SourceText
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    private var flowDepth = 0
    private var openCollections: [Bool] = []
    /// Where the latest event starts.
    private(set) var place = Place(line: 1, column: 1)
    /// What the latest event spans, in scalars of the text.
    private(set) var span = 0..<0

    /// Events of `text`, the bytes of `source`, which must stay where they are as long as this value lives.
    init(_ text: UnsafeBufferPointer<UInt8>, of source: SourceText) {
        self.source = source
        parser = .allocate(capacity: 1)
        event = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        event.initialize(to: yaml_event_t())
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        yaml_event_delete(event)
        yaml_parser_delete(parser)
        event.deallocate()
        parser.deallocate()
    }

    /// The next event but the start of the stream.
    /// - Throws: ``SyntaxFailure`` for what is not YAML, and for the parts of YAML that models do without.
    mutating func next() throws(SyntaxFailure) -> YAMLEvent {
        yaml_event_delete(event)
        guard yaml_parser_parse(parser, event) == 1 else { throw failure() }
        place = self.place(event.pointee.start_mark)
        let start = event.pointee.start_mark.index
        span = start..<max(start, event.pointee.end_mark.index)
        let data = event.pointee.data
        switch event.pointee.type {
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: throw SyntaxFailure(place: place, message: Self.noAnchors)
        case YAML_SCALAR_EVENT:
            try refuse(anchor: data.scalar.anchor, tag: data.scalar.tag)
            return .scalar(try scalar(data.scalar.value, data.scalar.length, style: data.scalar.style))
        case YAML_SEQUENCE_START_EVENT:
            try refuse(anchor: data.sequence_start.anchor, tag: data.sequence_start.tag)
            open(isFlow: data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE)
            return .sequenceStart
        case YAML_MAPPING_START_EVENT:
            try refuse(anchor: data.mapping_start.anchor, tag: data.mapping_start.tag)
            open(isFlow: data.mapping_start.style == YAML_FLOW_MAPPING_STYLE)
            return .mappingStart
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            if openCollections.popLast() == true { flowDepth -= 1 }
            return .collectionEnd
        case YAML_STREAM_END_EVENT: return .streamEnd
        default: return try next()
        }
    }

    private static let noAnchors =
        "anchors and aliases (`&name`, `*name`) are refused in models; write the text out, in quotes"
        + " if it starts with `&` or `*`"

    private func refuse(anchor: UnsafePointer<UInt8>?, tag: UnsafePointer<UInt8>?) throws(SyntaxFailure) {
        if anchor != nil { throw SyntaxFailure(place: place, message: Self.noAnchors) }
        if tag != nil {
            throw SyntaxFailure(
                place: place,
                message: "tags (`!name`) are refused in models; leave it out, or quote text that starts with `!`")
        }
    }

    private mutating func open(isFlow: Bool) {
        openCollections.append(isFlow)
        if isFlow { flowDepth += 1 }
    }

    private func scalar(
        _ value: UnsafeMutablePointer<UInt8>?, _ length: Int, style: yaml_scalar_style_t
    ) throws(SyntaxFailure) -> YAMLScalar {
        let bytes = UnsafeBufferPointer(start: value, count: length)
        if bytes.contains(where: { $0 < 0x20 && $0 != 0x0A || $0 == 0x7F }) {
            throw SyntaxFailure(place: place, message: "this text has an escape for a control character; take it out")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let kind: YAMLScalar.Style =
            switch style {
            case YAML_PLAIN_SCALAR_STYLE: .plain
            case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
            default: .quoted
            }
        return YAMLScalar(text: text, place: place, style: kind, isInFlow: flowDepth > 0)
    }

    private func place(_ mark: yaml_mark_t) -> Place {
        Place(line: mark.line + 1, column: mark.column + 1, file: source.index)
    }

    /// What libyaml found wrong, with what usually is behind it.
    private func failure() -> SyntaxFailure {
        let state = parser.pointee
        if state.error == YAML_READER_ERROR {
            return SyntaxFailure(
                place: source.place(ofByte: state.problem_offset),
                message: "a byte that is not UTF-8 text; save the file as UTF-8")
        }
        let problem = state.problem.map { String(cString: $0) } ?? "it nests too deeply"
        let context = state.context.map { String(cString: $0) + ": " } ?? ""
        var place = self.place(state.problem_mark)
        if problem.contains("nesting level") { return YAMLLoader.tooDeep(at: place) }
        let opening = self.place(state.context_mark)
        let hint: String
        if problem.contains("unexpected end of stream") {
            place = opening
            hint = "; the quotation mark that starts here is never closed"
        } else if problem.contains("mapping values are not allowed") || problem.contains("expected ',' or") {
            hint =
                "; a text or formula with `: ` or `, ` in it needs quotes"
                + (context.contains("flow") ? " (the bracket opens in line \(opening.line))" : "")
        } else if problem.contains("could not find expected ':'") {
            place = opening
            hint = "; is a `:` or a closing quotation mark missing?"
        } else if problem.contains("cannot start any token") {
            hint = "; text that starts with a sign needs quotes"
        } else if problem.contains("block") || context.contains("block") {
            hint = "; do the lines before it start in the right column?"
        } else {
            hint = ""
        }
        return SyntaxFailure(place: place, message: "this is not YAML: \(context)\(problem)\(hint)")
    }
}
