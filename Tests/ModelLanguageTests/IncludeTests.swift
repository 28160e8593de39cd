import ModelLanguage
import Testing

/// Models of several files.
@Suite struct IncludeTests {
    private let head = "suanli: 1\nname: whole\n"

    private func parse(_ text: String, _ files: [String: String]) throws(ModelFailure) -> CheckedModel {
        try CheckedModel(parsing: Array(text.utf8), file: "main.yaml") { name in
            files[name].map { .success(Array($0.utf8)) } ?? .failure(IncludeFailure("is not there"))
        }
    }

    /// The first error, with the name of its file.
    private func error(_ text: String, _ files: [String: String] = [:]) -> String {
        do {
            _ = try parse(text, files)
            return "no error"
        } catch {
            guard let first = error.diagnostics.first(where: { $0.severity == .error }) else { return "no message" }
            let place = first.place.map { "\($0.line):\($0.column)" } ?? "file"
            return "\(first.file):\(place): \(first.message)"
        }
    }

    private let chips = """
        suanli: 1
        name: chips
        title: The chips
        as_of: 2026-01-28
        sources: {paper: {title: "A \\"quoted\\" \\\\ title", url: "https://example.org/a?b#c"}}
        units: [chip, H100e]
        axes: {quarter: 2026Q1..2026Q3}
        inputs:
          perf:
            value: {2026Q1: 1, 2026Q2: "normal(1, 0.1)", 2026Q3: 1 to 2}
            unit: H100e/chip
            source: paper
            note: |
              Two lines,
              with a "quote" and a \\ and a : colon # and more
        functions: {twice: {parameters: [a], formula: a * 2}}
        quantities: {base: {formula: "twice(perf)", label: "Base: 'all'"}}
        """
    private let rest = """
        units: [wafer, chip]
        inputs: {n: {value: 100k, unit: chip, source: paper}}
        quantities: {q: {formula: n * base}}
        outputs: [q]
        correlations: [{inputs: [perf, m], rank: 0.5}]
        """

    @Test func filesTogetherAreOneModel() throws {
        let other = "inputs: {m: {value: \"normal(0, 1)\"}}"
        let model = try parse(
            head + "include: [chips.yaml, other.yaml]\n" + rest, ["chips.yaml": chips, "other.yaml": other])
        #expect(model.name == "whole")
        #expect(model.asOf == nil)
        #expect(model.inputs.map(\.name) == ["perf", "m", "n"])
        #expect(model.inputs[0].note?.contains("with a \"quote\" and a \\ and a : colon # and more\n") == true)
        #expect(model.sources[0].title == "A \"quoted\" \\ title")
        #expect(model.quantities.map(\.unit) == ["H100e/chip", "H100e"])
        let flat = """
            suanli: 1
            name: whole
            sources: {paper: {title: B}}
            units: [chip, H100e, wafer]
            axes: {quarter: 2026Q1..2026Q3}
            inputs:
              perf: {value: {2026Q1: 1, 2026Q2: "normal(1, 0.1)", 2026Q3: 1 to 2}, unit: H100e/chip}
              m: {value: "normal(0, 1)"}
              n: {value: 100k, unit: chip}
            correlations: [{inputs: [perf, m], rank: 0.5}]
            quantities: {q: {formula: n * perf * 2}}
            outputs: [q]
            """
        #expect(
            try model.plan().encoded()
                == Models.parse(flat.replacing("n * perf * 2", with: "n * (perf * 2)")).plan().encoded())
    }

    @Test func theTextOfTheModelNeedsNoOtherFile() throws {
        let files = ["chips.yaml": chips, "other.yaml": "inputs: {m: {value: \"normal(0, 1)\"}}"]
        let model = try parse(head + "include: [chips.yaml, other.yaml]\n" + rest, files)
        let again = try CheckedModel(parsing: model.text, file: "sent")
        #expect(again.digest == model.digest)
        #expect(try again.plan().encoded() == model.plan().encoded())
        #expect(again.inputs.map(\.note) == model.inputs.map(\.note))
        // A change in any of the files is a change of the model.
        let other = files.merging(["chips.yaml": chips.replacing("0.1)", with: "0.2)")]) { $1 }
        #expect(try parse(head + "include: [chips.yaml, other.yaml]\n" + rest, other).digest != model.digest)
    }

    @Test func textsComeThroughAsTheyAre() throws {
        let note = "tab? no; \u{2028} \u{85} \u{FEFF} \u{1F600} é ' \" \\ \\n & * ! | > % @ ` { } [ ] , # : -"
        let quoted = note.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\u{85}", with: "\\x85")
            .replacing("\u{2028}", with: "\\u2028").replacing("\u{FEFF}", with: "\\uFEFF")
        let model = try parse(
            head + "include: [a.yaml]\noutputs: [x]\n", ["a.yaml": "inputs: {x: {value: 1, note: \"\(quoted)\"}}"])
        #expect(model.inputs[0].note == note)
    }

    @Test func aNameDefinedTwiceIsAnErrorThatNamesBothFiles() {
        let files = [
            "a.yaml": "inputs: {x: {value: 1}}\n",
            "b.yaml": "units: [chip]\ninputs:\n  y: {value: 1}\n  x: {value: 2}\n",
        ]
        #expect(
            error(head + "include: [a.yaml, b.yaml]\noutputs: [x]", files).hasPrefix(
                "b.yaml:4:3: `x` is defined in a.yaml already"))
        #expect(
            error(head + "include: [a.yaml]\ninputs: {x: {value: 3}}\noutputs: [x]", files)
                .hasPrefix("main.yaml:4:10: `x` is defined in a.yaml already"))
        #expect(
            error(head + "include: [a.yaml, a.yaml]\noutputs: [x]", files).contains("`a.yaml` is listed twice"))
        #expect(
            error(head + "include: [a.yaml]\nquantities: {x: {formula: 1 + 1}}\noutputs: [x]", files)
                .contains("`x` is an input already"))
    }

    @Test func errorsNameTheFileAndThePlace() {
        let main = head + "include: [a.yaml]\nquantities: {q: {formula: x + 1}}\noutputs: [q]"
        let error = { (text: String) in self.error(main, ["a.yaml": text]) }
        #expect(error("inputs:\n  x: {value: 3 to 2}\n").hasPrefix("a.yaml:2:16: a range"))
        #expect(error("inputs:\n  x: {value: 3, unit: chp}\nunits: [chip]").hasPrefix("a.yaml:2:23: there is no unit"))
        #expect(error("inputs: [x").hasPrefix("a.yaml:"))
        #expect(error("inputs:\n\tx: 1").hasPrefix("a.yaml:2:1: a tab"))
        #expect(error("- x").hasPrefix("a.yaml:1:1:"))
        #expect(error("").hasPrefix("a.yaml:1:1:"))
        #expect(error("inputs: {x: {value: 1}}\noutputs: [x]").hasPrefix("a.yaml:2:1: an included file holds"))
        #expect(error("include: [b.yaml]").hasPrefix("a.yaml:1:1: an included file holds"))
        let idle = main.replacing("x + 1", with: "1 + 1")
        #expect(self.error(idle, ["a.yaml": "inputs: [1, 2]"]).hasPrefix("a.yaml:1:9:"))
        #expect(
            error("inputs: {x: {value: 1}}\nfunctions:\n  f: {parameters: [a], formula: a + b1}").hasPrefix(
                "a.yaml:3:37:"))
        let units = "inputs: {x: {value: 1, unit: chip}}\nunits: [chip]"
        #expect(self.error(main, ["a.yaml": units]).hasPrefix("main.yaml:4:29:"))
    }

    @Test func warningsNameTheFileToo() throws {
        let model = try parse(
            head + "include: [a.yaml]\nquantities: {q: {formula: 1 + 1}}\noutputs: [q]",
            ["a.yaml": "\n\ninputs: {idle: {value: 1}}"])
        #expect(model.warnings.contains { $0.file == "a.yaml" && $0.place?.line == 3 && $0.message.contains("`idle`") })
    }

    @Test func whatCannotBeHadIsAnError() {
        #expect(
            error(head + "include: [gone.yaml]\noutputs: [x]").hasPrefix("main.yaml:3:11: `gone.yaml` is not there"))
        #expect(error(head + "include: other.yaml\noutputs: [x]").contains("is a list of at most 100 files"))
        #expect(error(head + "include: {a: b}\noutputs: [x]").contains("is a list of at most 100 files"))
        #expect(error(head + "include: [[a]]\noutputs: [x]").contains("lists names of files, not a list"))
        let many = (0...100).map { "f\($0).yaml" }.joined(separator: ", ")
        #expect(error(head + "include: [\(many)]\noutputs: [x]").contains("is a list of at most 100 files"))
        #expect(
            Models.error(head + "include: [a.yaml]\noutputs: [x]").hasPrefix(
                "3:10: `include:` is resolved where the file is"))
    }

    @Test func filesTogetherAreBoundedInSize() {
        let half = "inputs: {x: {value: 1}}\n" + String(repeating: "# more of it\n", count: 400_000)
        #expect((5_000_001..<10_000_000).contains(half.utf8.count))
        #expect(error(head + "include: [a.yaml]\noutputs: [x]", ["a.yaml": half]) == "no error")
        let twice = error(head + "include: [a.yaml, b.yaml]\noutputs: [x]", ["a.yaml": half, "b.yaml": half])
        #expect(twice.hasPrefix("main.yaml:3:19: with `b.yaml` the model is larger than 10 MB"))
    }

    @Test func noFilesAtAllAreAModel() throws {
        #expect(try parse(head + "include: []\ninputs: {x: {value: 1}}\noutputs: [x]", [:]).inputs.count == 1)
    }
}
