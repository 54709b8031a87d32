import Foundation

#if canImport(CMalloc)
    import CMalloc
#endif

// A standard descriptor that is closed would go to the next file that is opened, and our output into that file. Nothing
// can be written to what takes its place, so that lost output does not go unnoticed.
for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
    _ = open("/dev/null", O_RDONLY)
}
// What a crash would write down holds the API key. A byte is less than any core, and on Linux, unlike none, it is also
// the limit at which the kernel passes no core to a program that collects them (fs/coredump.c).
#if canImport(Glibc)
    var noCore = rlimit(rlim_cur: 1, rlim_max: 1)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &noCore)
#else
    var noCore = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(RLIMIT_CORE, &noCore)
#endif
// A reader of our output that went away, or a file that may not grow, shows as a failed write, not as a signal that
// ends a run half-way.
for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
#if canImport(CMalloc)
    // With an arena a thread, as is usual, memory freed on one is not used by another, and a long run seems to grow.
    mallopt(M_ARENA_MAX, 1)
#endif
exit(await Patchbay.main(Array(CommandLine.arguments.dropFirst()), in: .process()).rawValue)
