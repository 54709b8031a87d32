import Foundation

// A reader of our output that went away shows as a failed write, not as a signal that ends a run half-way.
signal(SIGPIPE, SIG_IGN)
exit(await Patchbay.main(Array(CommandLine.arguments.dropFirst()), in: .process()).rawValue)
