import AgentsClient
import Foundation

/// Where the API key comes from: a file, or the environment. Never an argument, which everybody on the machine could
/// read.
struct APIKeySource {
    let options: ConnectionOptions
    let world: World

    func key() throws -> APIKey {
        let (text, origin) = try source()
        do {
            return try APIKey(text)
        } catch {
            let advice = error == .empty ? " \(Self.advice)" : ""
            throw CommandProblem(message: "\(origin): \(error.message)\(advice)")
        }
    }

    private static let advice = """
        Put the key into the environment as POLYAI_API_KEY, or name a file that holds it with --api-key-file; \
        a rehearsal with --emulator needs none.
        """

    private func source() throws -> (text: String, origin: String) {
        if let path = options.apiKeyFile {
            // A pipe too, such as a shell's <(…), which `FileManager` would not read.
            let file = URL(fileURLWithPath: path)
            guard let data = try? FileHandle(forReadingFrom: file).read(upToCount: 65_536) ?? Data() else {
                throw CommandProblem(
                    message: "\(path): this API key file cannot be read. Check its path and permissions.")
            }
            if let warning = KeyFileWarning(path: path) { world.console.say(warning.line(world.console.errorStyle)) }
            return (String(decoding: data, as: UTF8.self), path)
        }
        guard let text = world.environment["POLYAI_API_KEY"] else {
            throw CommandProblem(message: "There is no API key. \(Self.advice)")
        }
        return (text, "POLYAI_API_KEY")
    }
}
