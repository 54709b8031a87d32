import AgentsClient
import ForeignText
import Foundation

/// An API key file that other people on this machine can read or change. Pipes, such as `/dev/fd/63`, are none.
struct KeyFileWarning {
    let path: String
    /// Such as 0644.
    let mode: String

    /// Nil if there is nothing to say.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 != 0 else {
            return nil
        }
        self.path = path
        let digits = String(status.st_mode & 0o7777, radix: 8)
        mode = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    func line(_ style: Style) -> String {
        """
        \(style.yellow("warning")): \(HarmlessText.whole(path)): others can use this API key file, as its mode is \
        \(mode). Type:  chmod 600 \(HarmlessText.whole(path.shellQuoted))
        """
    }
}
