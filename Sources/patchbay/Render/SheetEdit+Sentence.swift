import Migration

extension SheetEdit {
    /// What was different, for people.
    var sentence: String {
        let dropped =
            switch droppedFinished {
            case 0: ""
            case 1: " 1 row of before that was changed is not in it any more; it stays changed, as the results say."
            default:
                """
                 \(droppedFinished) rows of before that were changed are not in it any more; they stay changed, as the \
                results say.
                """
            }
        return """
            The sheet or its options were changed: it had \(counted(formerRows, "row")) and has \(rows); \
            \(counted(keptFinished, "finished row")) kept.\(dropped)
            """
    }
}
