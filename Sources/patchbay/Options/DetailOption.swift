import ArgumentParser

struct DetailOption: ParsableArguments {
    @Flag(
        help: """
            Show each connector and number of the plan, and each row that will not change, instead of those that are \
            alike once.
            """)
    var detail = false
}
