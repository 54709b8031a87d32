import ForeignText

extension String {
    /// As one word of a shell's command line that is no option.
    var typedAsArgument: String { (hasPrefix("-") ? "./" + self : self).shellQuoted }

    /// As one word of a shell's command line, whatever stands in it: what does not show, or could do something to a
    /// terminal, is spelled out as shells with `$'…'` read it.
    var shellQuoted: String {
        let isPlain = utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "/._-+=:,@%".utf8.contains(byte)
            }
        }
        if isPlain, !isEmpty { return self }
        guard unicodeScalars.contains(where: { !$0.isHarmless }) else {
            return "'" + replacing("'", with: #"'\''"#) + "'"
        }
        return "$'" + unicodeScalars.map(Self.spelledOut).joined() + "'"
    }

    private static func spelledOut(_ scalar: Unicode.Scalar) -> String {
        if scalar == "'" || scalar == "\\" { return "\\\(scalar)" }
        if scalar.isHarmless { return String(scalar) }
        return String(scalar).utf8.map { byte in
            "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}
