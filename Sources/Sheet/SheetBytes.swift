extension SheetReader {
    /// Hands over a sheet's bytes as they are, a block at a time, for those who want to know whether it has changed.
    package static func forEachBlock(of path: String, _ body: ([UInt8]) throws -> Void) throws {
        let source = try FileSource.opening(path)
        while let block = Optional(try source.nextBytes(upTo: 1 << 20)), !block.isEmpty { try body(block) }
    }
}
