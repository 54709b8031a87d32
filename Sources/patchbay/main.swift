import Foundation

#if canImport(CMalloc)
    import CMalloc
#endif

// A standard descriptor that is closed would go to the next file that is opened, and our output into that file. Nothing can
// be written to what takes its place, so that lost output does not go unnoticed.
for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
    _ = open("/dev/null", O_RDONLY)
}
// A reader of our output that went away, or a file that may not grow, shows as a failed write, not as a signal that ends a
// run half-way.
for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
#if canImport(CMalloc)
    // With an arena a thread, as is usual, memory freed on one is not used by another, and a long run seems to grow.
    mallopt(M_ARENA_MAX, 1)
#endif
exit(await Patchbay.main(Array(CommandLine.arguments.dropFirst()), in: .process()).rawValue)
