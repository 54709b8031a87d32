import AgentsClient
import Migration

// Why a run did not begin, came to a stop or cannot be taken up, with what to do about it on the command line.

extension Refusal {
    /// - Parameter inSession: whether an earlier session of the run has sent something.
    func sentence(inSession: Bool = false) -> String { description(inSession: inSession).advised(advice) }

    private var advice: String? {
        switch self {
        case .findings(let report) where report.doubtfulColumns > 0:
            "Say with --map or --carry what the columns are that are only carried along."
        case .findings: "Correct it, or go on without the rows at fault with --skip-invalid."
        case .otherPlan: "Look at it again with 'patchbay plan'."
        case .tooManyChanges: "Look at it again with 'patchbay plan'; --max-changes allows more."
        case .releases(let plan, _, _):
            "If that is what you mean, say so with --allow-release \(plan.releases)."
        case .noRows, .nothingFound, .unknownAgent, .declined: nil
        }
    }
}

extension RunStop {
    var sentence: String { description.advised(advice) }

    private var advice: String? {
        switch self {
        case .tooManyFailures: "Resuming counts anew; --max-failures says how many may fail."
        case .unverified: "Resume with --verify to read the rest."
        case .api(let failure) where failure.longPause != nil: "Try again then; --max-outage says how long a run waits."
        case .runFileLost:
            """
            Put it back if it was moved; 'patchbay status' says whether it is whole. Without it, 'patchbay plan' shows \
            what is left to do, the results what was.
            """
        case .interrupted, .api, .unknownChanges, .silent: nil
        }
    }
}

extension RunFileProblem {
    var sentence: String { description.advised(advice) }

    private var advice: String? {
        switch code {
        case .notARunFile:
            """
            'patchbay apply' makes one beside its sheet, such as numbers.patchbay for numbers.csv; --run-file names \
            another place for it.
            """
        case .empty:
            """
            If 'patchbay apply' is at work on it, its plan is not agreed to yet, and nothing was sent. Otherwise start \
            a run with 'patchbay apply'.
            """
        case .damaged: "Compare the sheet with 'patchbay plan', then move the file away to start a new run."
        case .otherTarget: "Resume it there, or name another run file with --run-file."
        case .rehearsal: "Drop it with  patchbay discard \(path.typedAsArgument)"
        case .otherSheet:
            "Name another run file with --run-file, or finish that run with  patchbay resume \(path.typedAsArgument)"
        case .apart:
            """
            If it is lost, see with 'patchbay plan' what is left to do, and move this file away to start a new run.
            """
        case .untrusted, .missing, .unreadable, .older, .newer, .locked, .unwritable: nil
        }
    }
}

extension String {
    fileprivate func advised(_ advice: String?) -> String { advice.map { "\(self) \($0)" } ?? self }
}
