import Sheet

/// Reads one input in several ways that have to agree.
enum FuzzCheck {
    /// What is wrong, in words; nil if nothing is.
    static func disagreement(on input: FuzzInput) throws -> String? {
        let whole = reading(input, bufferSize: input.bytes.count + 1)
        if reading(input, bufferSize: input.bufferSize) != whole { return "It matters where the reads fall." }
        if let made = input.rows, whole.rows.map(\.cells) != made { return "The rows are not those it was made of." }
        if let made = input.madeWith, whole.dialect?.delimiter != made { return "The delimiter is not found." }
        if let delimiter = input.delimiter ?? whole.dialect?.delimiter,
            let words = disagreement(of: whole, with: ReferenceReading(input.bytes, delimiter: delimiter))
        {
            return words
        }
        return try disagreement(onCopyOf: whole, input)
    }

    private static func reading(_ input: FuzzInput, bufferSize: Int) -> FuzzReading {
        FuzzReading(input.bytes, delimiter: input.delimiter, bufferSize: bufferSize, isForExcel: input.isForExcel)
    }

    private static func disagreement(of reading: FuzzReading, with reference: ReferenceReading) -> String? {
        if reading.header != reference.header {
            return "The header should be \(String(describing: reference.header))."
        }
        if reading.rows != reference.rows { return "The rows should be \(reference.rows)." }
        guard let stop = reference.stop else { return reading.stop.map { "It should not stop: \($0)" } }
        let line = stop.line.map { ":\($0)" } ?? ""
        let start = "numbers.csv\(line): error: \(stop.words)"
        return reading.stop?.hasPrefix(start) == true ? nil : "'\(reading.stop ?? "")' should begin '\(start)'."
    }

    /// A results file carries the sheet's own columns: they are read back the same, written the same, and run nowhere.
    private static func disagreement(onCopyOf reading: FuzzReading, _ input: FuzzInput) throws -> String? {
        guard var dialect = reading.dialect, let header = reading.header else { return nil }
        let positions = reading.ownPositions
        let own = positions.map { header.cells[$0] }
        // Alone it is no header: results always have columns of their own beside it.
        guard !isBlank(own), !ReferenceReading.isDirective(own.joined(separator: [dialect.delimiter.rawValue])) else {
            return nil
        }
        dialect.isForExcel = input.isForExcel
        let sink = MemorySink()
        try SheetWriter.writing(to: sink, dialect: dialect) { writer in
            for record in [reading.headerCopy] + reading.copies {
                writer.append(encodedCells: record)
                try writer.endRecord()
            }
        }
        let copy = FuzzReading(
            sink.bytes, delimiter: dialect.delimiter, bufferSize: input.bufferSize, isForExcel: input.isForExcel)
        let rows = reading.rows.map { row in positions.map { row.cells.indices.contains($0) ? row.cells[$0] : [] } }
        if copy.rows.map(\.cells) != rows.filter({ !isBlank($0) }) { return "A copy of it reads as \(copy.rows)." }
        if copy.headerCopy != reading.headerCopy { return "A copy of its header is copied in another way." }
        if copy.copies != zip(reading.copies, rows).filter({ !isBlank($1) }).map(\.0) {
            return "A copy of it is copied in another way."
        }
        let raw = ReferenceReading(sink.bytes, delimiter: dialect.delimiter, readsCellsAsWritten: true)
        let records = [raw.header?.cells ?? []] + raw.rows.map(\.cells)
        return records.joined().allSatisfy(ReferenceCell.isSafe) ? nil : "A copy of it holds a formula."
    }
}

func isBlank(_ cells: [[UInt8]]) -> Bool {
    String(decoding: cells.joined(), as: UTF8.self).unicodeScalars.allSatisfy { scalar in
        scalar.properties.isWhitespace || scalar.value > 0x7F && scalar.properties.generalCategory == .format
            || [0x1A, 0x034F, 0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0].contains(scalar.value)
    }
}

extension FuzzCheck {
    /// The shortest input found in time that is still wrong, by leaving out ever smaller parts of it.
    static func shortened(_ input: FuzzInput, until end: ContinuousClock.Instant) throws -> FuzzInput {
        var input = input
        (input.rows, input.madeWith) = (nil, nil)
        guard try disagreement(on: input) != nil else { return input }
        var size = max(1, input.bytes.count / 2)
        while size > 0 {
            var start = 0
            while start < input.bytes.count, ContinuousClock.now < end {
                var candidate = input
                candidate.bytes.removeSubrange(start..<min(start + size, input.bytes.count))
                if try disagreement(on: candidate) != nil { input = candidate } else { start += size }
            }
            size /= 2
        }
        return input
    }
}
