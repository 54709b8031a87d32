import Foundation

/// The place of a file that will be written.
enum OutputPath {
    typealias Named = (what: String, path: String)

    /// So that nothing is written over what is still needed, also not through a link.
    static func checkDistinct(outputs: [Named], inputs: [Named]) throws {
        var known: [String: String] = [:]
        for input in inputs { known[place(input.path)] = input.what }
        for output in outputs {
            guard let other = known.updateValue(output.what, forKey: place(output.path)) else { continue }
            throw CommandProblem.usage(
                "\(output.path): this cannot be the \(output.what), as it is the \(other). Name another file.")
        }
    }

    /// A run file with what lies beside it.
    static func runFile(_ path: String) -> [Named] {
        let place = place(path)
        return [("run file", path), ("rehearsal's state", RehearsalState.path(beside: path))]
            + ["-wal", "-shm", "-journal"].map { ("run file's own", place + $0) }
    }

    private static func place(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }

    /// A run reads its sheet again, so what can be read once only, such as a shell's `<(…)`, is refused.
    static func checkIsFile(_ sheet: String) throws {
        let target = URL(fileURLWithPath: sheet).resolvingSymlinksInPath().path
        let type = try? FileManager.default.attributesOfItem(atPath: target)[.type] as? FileAttributeType
        // What is not there, and a directory, are for whoever opens it to complain of.
        let isStream = type.map { ![.typeRegular, .typeDirectory].contains($0) } ?? false
        guard isStream || sheet.hasPrefix("/dev/") || sheet.hasPrefix("/proc/self/fd/") else { return }
        throw CommandProblem.usage(
            """
            \(sheet): a run belongs to its sheet and reads it again when it is resumed, so 'apply' takes a file, not a \
            pipe or a device. Save the sheet, then apply it.
            """)
    }

    static func check(_ path: String, _ what: String) throws {
        let files = FileManager.default
        var isDirectory: ObjCBool = false
        if files.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
            throw CommandProblem(message: "\(path): the \(what) cannot go here, as this is a directory.")
        }
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard files.fileExists(atPath: parent, isDirectory: &isDirectory), isDirectory.boolValue else {
            throw CommandProblem(message: "\(path): the \(what) cannot go here, as there is no directory \(parent).")
        }
        guard files.isWritableFile(atPath: parent) else {
            throw CommandProblem(message: "\(path): the \(what) cannot go here, as you may not write to \(parent).")
        }
    }
}
