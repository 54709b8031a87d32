import ArgumentParser

/// How a sheet that is written down will be looked at.
struct SheetFormOption: ParsableArguments {
    @Flag(
        help: """
            For Excel: every cell that is a phone number is written as ="+442071838750", so that it shows as it is and \
            not as 4.42E+11; a column of your own too, such as a second number. patchbay reads that form like the \
            number.
            """)
    var excel = false
}
