import Sheet

/// The header and rows of a sheet as a results file carries them.
func copies(of text: String, isForExcel: Bool) throws -> [String] {
    let scratch = try ScratchDirectory()
    let reader = try SheetReader(path: scratch.file("numbers.csv", Array(text.utf8)), schema: .any)
    var dialect = reader.dialect
    dialect.isForExcel = isForExcel
    var copies = [reader.header.encoded(as: dialect)]
    try reader.forEachRow { copies.append($0.encoded(as: dialect)) }
    return copies.map { String(decoding: $0, as: UTF8.self) }
}

func file(_ records: [[String]], _ dialect: SheetDialect) throws -> [UInt8] {
    let sink = MemorySink()
    try SheetWriter.writing(to: sink, dialect: dialect) { writer in
        for record in records { try writer.write(record) }
    }
    return sink.bytes
}
