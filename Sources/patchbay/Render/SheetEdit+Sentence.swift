import Migration

extension SheetEdit {
    /// What was different, for people.
    var sentence: String {
        let dropped =
            switch droppedFinished {
            case 0: ""
            case 1: " 1 finished row of before is not in it any more; it stays changed."
            default: " \(droppedFinished) finished rows of before are not in it any more; they stay changed."
            }
        return """
            The sheet or its options were changed: it had \(counted(formerRows, "row")) and has \(rows); \
            \(counted(keptFinished, "finished row")) kept.\(dropped)
            """
    }
}
