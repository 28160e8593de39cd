import ClusterProtocol
import Foundation
import ModelLanguage

/// Model files as the command line meets them.
enum ModelFile {
    /// The checked model in the file at `path`, with its warnings in it and all that it includes.
    static func check(fileAt path: String) throws(CommandFailure) -> CheckedModel {
        let bytes = try InputFile.read(path, limit: ClusterProtocol.maximumModelBytes)
        return try check(bytes, name: path, including: reader(besides: path))
    }

    /// Reads what the model in the file at `path` includes.
    static func reader(besides path: String) -> IncludeReader {
        let folder = URL(fileURLWithPath: path).resolvingSymlinksInPath().deletingLastPathComponent()
        return { include($0, in: folder) }
    }

    /// The checked model of a text that needs no other file.
    static func check(
        _ text: [UInt8], name: String, including read: IncludeReader? = nil
    ) throws(CommandFailure) -> CheckedModel {
        do {
            return try CheckedModel(parsing: text, file: name, including: read)
        } catch {
            throw CommandFailure(.badInput, error.description)
        }
    }

    /// The file `name` of `folder`, from which no link or `..` may lead out.
    private static func include(_ name: String, in folder: URL) -> Result<[UInt8], IncludeFailure> {
        let file = folder.appendingPathComponent(name).standardizedFileURL.resolvingSymlinksInPath()
        let inside = folder.path.hasSuffix("/") ? folder.path : folder.path + "/"
        guard !name.hasPrefix("/"), file.path.hasPrefix(inside) else {
            return .failure(
                IncludeFailure("lies outside the model's folder; a model includes files beside it or below it"))
        }
        guard !FileWriting.isSpecial(file.path) else {
            return .failure(IncludeFailure("is no ordinary file"))
        }
        do throws(CommandFailure) {
            return .success(try InputFile.read(file.path, limit: ClusterProtocol.maximumModelBytes))
        } catch {
            // The message names the file by its full path; the place names it as it is written.
            let reason = error.message.replacingOccurrences(of: "\(file.path): error: ", with: "")
            return .failure(IncludeFailure("cannot be included: \(reason)"))
        }
    }
}
