import Foundation
import ModelLanguage

/// Files of the repository that this test target lies in.
enum Repository {
    /// The repository's folder.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The bytes of the file at `path` from the root.
    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: root.appending(path: path)))
    }

    /// The model `configs/models/NAME.yaml` with all that it includes.
    static func model(_ name: String) throws -> CheckedModel {
        try CheckedModel(parsing: bytes("configs/models/\(name).yaml"), file: "\(name).yaml") { file in
            (try? bytes("configs/models/\(file)")).map(Result.success) ?? .failure(IncludeFailure("is not there"))
        }
    }
}
