import ClusterProtocol
import ModelLanguage

/// A model file and everything that a check finds about it, its scenarios' plans included.
struct CheckedFile {
    /// The file's name as it was given.
    let path: String
    /// What is wrong, what is doubtful, and what is worth knowing.
    let diagnostics: [Diagnostic]
    /// `nil` where the file is no model.
    let model: CheckedModel?
    /// The plan of the baseline; `nil` where some scenario has none.
    let baseline: Plan?

    /// Reads and checks the file at `path`.
    init(_ path: String) {
        self.path = path
        do throws(CommandFailure) {
            let text = try InputFile.read(path, limit: ClusterProtocol.maximumModelBytes)
            (model, baseline, diagnostics) = Self.check(text, name: path)
        } catch {
            (model, baseline) = (nil, nil)
            let start = "\(path): error: "
            let message = error.message.hasPrefix(start) ? String(error.message.dropFirst(start.count)) : error.message
            diagnostics = [Diagnostic(severity: .error, file: path, place: nil, message: message)]
        }
    }

    /// Whether the model can be run.
    var isSound: Bool { baseline != nil }

    /// How much is doubtful.
    var warningCount: Int { diagnostics.count { $0.severity == .warning } }

    private static func check(_ text: [UInt8], name: String) -> (CheckedModel?, Plan?, [Diagnostic]) {
        do throws(ModelFailure) {
            let model = try CheckedModel(parsing: text, file: name, including: ModelFile.reader(besides: name))
            do throws(ModelFailure) {
                var baseline: Plan?
                for scenario in model.scenarios {
                    let plan = try model.plan(scenario: scenario.name)
                    baseline = baseline ?? plan
                }
                return (model, baseline, model.warnings + model.notes)
            } catch {
                return (model, nil, model.warnings + error.diagnostics)
            }
        } catch {
            return (nil, nil, error.diagnostics)
        }
    }
}
