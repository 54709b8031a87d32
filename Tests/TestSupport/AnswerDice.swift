/// Makes up answers that no honest server gives: HTTP that is nearly right, and bytes that are not.
package struct AnswerDice {
    private var generator: SeededGenerator

    package init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    package mutating func answer() -> [UInt8] {
        var bytes: [UInt8] = []
        if chance(0.1) { bytes += head(status: pick(["100 Continue", "103 Early Hints", "101 Switching Protocols"])) }
        let body = body()
        bytes += head(status: status(), fields: fields(of: body))
        bytes += isChunked ? chunks(of: body) : body
        return chance(0.3) ? damaged(bytes) : bytes
    }

    // MARK: - The head

    private mutating func status() -> String {
        if chance(0.5) { return pick(["200 OK", "400 Bad Request", "404 Not Found", "429 Slow", "503 Busy"]) }
        if chance(0.7) { return "\(digit())\(digit())\(digit()) Odd" }
        return pick(["", "20", "2000 OK", "-1 OK", "99999999999999999999 OK", "0x200 OK", "20\u{0}0 OK", "２００ OK"])
    }

    private mutating func head(status: String, fields: [String] = []) -> [UInt8] {
        let versions = ["HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/0.9", "http/1.1", "ICY"]
        let end = chance(0.05) ? "\n" : "\r\n"
        return Array(([pick(versions) + " " + status] + fields).joined(separator: end).utf8) + Array((end + end).utf8)
    }

    private var isChunked = false

    private mutating func fields(of body: [UInt8]) -> [String] {
        isChunked = chance(0.3)
        var fields = isChunked ? ["Transfer-Encoding: \(pick(["chunked", "chunked, chunked", "gzip, chunked"]))"] : []
        if !isChunked || chance(0.2) { fields.append("Content-Length: \(length(of: body))") }
        if chance(0.05) { fields.append("Content-Length: \(length(of: body))") }
        if chance(0.2) {
            let pauses = [
                "1", "0.5", "-1", "1e999", String(repeating: "9", count: 400), "Fri, 31 Dec 999999999 23:59:59 GMT",
                "\u{FF}",
            ]
            fields.append("Retry-After: \(pick(pauses))")
            fields.append("Date: Thu, 01 Jan \(pick(["1970", "0000", "9999", "99999999999999", "-1"])) 00:00:00 GMT")
        }
        if chance(0.1) { fields.append("Content-Encoding: \(pick(["gzip", "deflate", "br", "gzip, gzip", ""]))") }
        if chance(0.1) { fields.append("Location: \(pick(["/", "https://[::1", "\u{1B}[2J", ""]))") }
        if chance(0.1) { fields.append("Connection: \(pick(["close", "upgrade", "keep-alive"]))") }
        if chance(0.05) { fields.append("Upgrade: websocket") }
        if chance(0.05) { fields.append(String(repeating: "x", count: 100_000) + ": y") }
        if chance(0.05) { fields.append(pick([": none", "no colon", " folded: y", "na\u{0}me: y", "X-Y: \u{0}"])) }
        if chance(0.05) { fields += (1...500).map { "X-\($0): y" } }
        return fields
    }

    private mutating func length(of body: [UInt8]) -> String {
        if chance(0.7) { return String(body.count) }
        return pick(["0", "1", "-1", "+3", "1e3", "18446744073709551615", "18446744073709551616", "4, 4", "", "0x10"])
    }

    // MARK: - The body

    private mutating func body() -> [UInt8] {
        let connector = """
            {"connectorId": "c", "accountId": "a", "clientEnv": "live", "name": "n", "projectId": "P", "variantId": "v",
            "asrLangCode": "en-GB", "ttsLangCode": "en-GB", "voiceName": "en-GB-Neural2-A", "disableHandoff": false}
            """
        let refusal = """
            {"success": false, "error": "no", "error_code": "C", "error_id": "i", "error_message": "m", "data": null}
            """
        let texts = [
            "", "{}", "[]", "null", "{\"connectors\": [\(connector)]}", connector, refusal, refusal,
            "{\"message\": \"m\", \"errors\": [{\"field\": \"f\", \"message\": \"m\"}]}", "<html>no</html>",
            String(repeating: "[", count: 100_000), String(repeating: "{\"a\":", count: 100_000),
            "{\"error_message\": \"e" + String(repeating: "\u{301}", count: 100_000) + "\"}",
            "{\"error_code\": \"" + String(repeating: "C", count: 300_000) + "\"}", "{\"error\": \"\\ud800\"}",
            connector.replacing("\"c\"", with: "\"\\u0000\""), connector.replacing("\"n\"", with: "1e999"),
        ]
        return Array(pick(texts).utf8)
    }

    private mutating func chunks(of body: [UInt8]) -> [UInt8] {
        let middle = body.isEmpty ? 0 : Int.random(in: 0...body.count, using: &generator)
        let sizes =
            chance(0.7) ? [middle, body.count - middle].map { String($0, radix: 16) } : ["ffffffffffffffff", "-1"]
        let parts = [Array(body[..<middle]), Array(body[middle...])]
        let extensions = chance(0.1) ? ";\(String(repeating: "e", count: 10_000))" : ""
        let written = zip(sizes, parts).flatMap { Array("\($0)\(extensions)\r\n".utf8) + $1 + Array("\r\n".utf8) }
        return written + Array((chance(0.2) ? "0\r\nX-Trailer: y\r\n\r\n" : "0\r\n\r\n").utf8)
    }

    // MARK: - Chance

    private mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...Int.random(in: 0...3, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            let length = Int.random(in: 1...max(1, min(20, bytes.count - place)), using: &generator)
            switch Int.random(in: 0...3, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + length))
            case 2: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + length)], at: place)
            default: bytes = Array(bytes[..<place])
            }
        }
        return bytes
    }

    private mutating func digit() -> Int { Int.random(in: 0...9, using: &generator) }

    private mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &generator) < share }

    private mutating func pick(_ values: [String]) -> String {
        values.randomElement(using: &generator) ?? ""
    }
}
