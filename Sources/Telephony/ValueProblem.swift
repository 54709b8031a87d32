/// Why a value from a sheet cannot be used, in words for the person who wrote the sheet.
package protocol ValueProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence: what is wrong and what to do. Safe to print: text from the sheet is quoted and escaped in it.
    var message: String { get }

    /// The value as it should be written, where that can be told.
    var suggestion: String? { get }
}

extension ValueProblem {
    package var description: String { message }
}
