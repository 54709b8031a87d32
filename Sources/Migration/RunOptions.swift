package import Sheet
package import Telephony

/// How a sheet is read; stored with the run, so that resuming reads it in the same way.
package struct SheetOptions: Codable, Hashable, Sendable {
    /// The agent of rows that name none.
    package var agent: AgentID?
    /// The cell text that clears a setting, in any case.
    package var nullToken = "null"
    /// Column name to the text that fills its empty or missing cells.
    package var fills: [String: String] = [:]
    /// Header text to column name, for headers that are not recognised.
    package var mappings: [ColumnMapping] = []
    /// Headers that are meant to be carried along only.
    package var carried: [String] = []
    /// Detected from the header when nil.
    package var delimiter: Delimiter?
    /// Turns a voice that disagrees with the language into an error.
    package var isStrict = false

    package init() {}

    package func isNullToken(_ text: String) -> Bool {
        text.utf8.count == nullToken.utf8.count && text.lowercased() == nullToken.lowercased()
    }
}

/// By what a sheet is judged while it is read. No part of a run: it changes what is said, and whether a run begins.
package struct SheetJudgement: Sendable {
    /// Refuses a sheet with columns that may have been meant to be read, instead of warning of them.
    package var refusesDoubts = false
    /// The voices that are known to exist.
    package var voices = VoiceCatalogue.google

    package init() {}
}

/// All that decides what a run does; stored with it.
package struct RunOptions: Codable, Hashable, Sendable {
    package var sheet = SheetOptions()
    /// Goes on without the rows that have errors.
    package var skipsInvalid = false
    /// Lets connectors change although they serve numbers that the sheet does not name.
    package var allowsCollateral = false
    /// Routes numbers to other connectors that are as rows want them, where the connector that they share cannot be
    /// changed for them.
    package var splits = false
    package var resolution = ResolutionMode.auto

    package init(sheet: SheetOptions = SheetOptions()) { self.sheet = sheet }
}

/// How numbers become connectors.
package enum ResolutionMode: String, CaseIterable, Codable, Sendable {
    /// In the way that needs fewer requests.
    case auto
    /// One request a number.
    case lookup
    /// An agent's whole inventory at once; numbers missing there are confirmed by a lookup.
    case inventory
}
