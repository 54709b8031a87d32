import Foundation

/// A program about to be started.
///
/// By `posix_spawn` rather than Foundation's `Process`, because a closed descriptor cannot be given to the latter, and
/// because signals that this process ignores would stay ignored.
struct Spawn {
    var program = Binary.url.path
    var arguments: [String]
    var environment: [String: String] = [:]
    var directory = "/"
    var input = Stream.null
    var output = Stream.pipe
    var errors = Stream.pipe

    init(
        arguments: [String], environment: [String: String] = [:], directory: String = "/", input: Stream = .null,
        output: Stream = .pipe, errors: Stream = .pipe
    ) {
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.input = input
        self.output = output
        self.errors = errors
    }

    /// A program that others start, the first of them first.
    init(_ program: String, _ arguments: [String], by others: [String]) {
        let all = others + [program] + arguments
        self.init(arguments: Array(all.dropFirst()))
        self.program = all[0]
    }

    private static let shell = "/bin/sh"
    /// The shell becomes the program, so that both have one process number. Not every C library lets a child change its
    /// directory by itself.
    private static let script = #"cd "$0" && exec "$@""#

    func start() throws -> RunningProcess {
        var ends = Ends()
        // The child has its own copies by the time this returns.
        defer { ends.closeChildSide() }
        var actions = FileActions()
        defer { actions.destroy() }
        try actions.connect(STDIN_FILENO, to: input, &ends)
        try actions.connect(STDOUT_FILENO, to: output, &ends)
        try actions.connect(STDERR_FILENO, to: errors, &ends)
        actions.closeOthers()
        let process = try launch(&actions)
        return RunningProcess(
            id: process, input: ends.parent[STDIN_FILENO], output: ends.parent[STDOUT_FILENO],
            errors: ends.parent[STDERR_FILENO])
    }

    private func launch(_ actions: inout FileActions) throws -> pid_t {
        var attributes = try SpawnAttributes()
        defer { attributes.destroy() }
        let variables = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"].merging(environment) { _, own in own }
        var process: pid_t = 0
        let code = Self.withStrings([Self.shell, "-c", Self.script, directory, program] + arguments) { arguments in
            Self.withStrings(variables.map { "\($0)=\($1)" }) { variables in
                posix_spawn(&process, Self.shell, &actions.value, &attributes.value, arguments, variables)
            }
        }
        guard code == 0 else { throw SpawnError(call: "posix_spawn", code: code) }
        return process
    }

    private static func withStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let pointers = strings.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers + [nil])
    }
}

/// The descriptors that connect the child and this process.
struct Ends {
    /// By the child's descriptor.
    var parent: [CInt: CInt] = [:]
    var child: [CInt] = []

    mutating func closeChildSide() { for end in child { _ = close(end) } }
}

/// What happens in the child between fork and exec.
struct FileActions {
    #if canImport(Glibc)
        var value = posix_spawn_file_actions_t()
    #else
        var value: posix_spawn_file_actions_t?
    #endif

    init() { posix_spawn_file_actions_init(&value) }

    mutating func destroy() { posix_spawn_file_actions_destroy(&value) }

    /// Sockets of the servers and clients in this process, which SwiftNIO leaves to be inherited: what is closed here
    /// would stay open there. The C library minds none that is not open; on Apple's platforms an attribute does it.
    mutating func closeOthers() {
        #if canImport(Glibc)
            for descriptor in STDERR_FILENO + 1..<1_024 { posix_spawn_file_actions_addclose(&value, descriptor) }
        #endif
    }

    mutating func connect(_ descriptor: CInt, to stream: Stream, _ ends: inout Ends) throws {
        switch stream {
        case .closed: posix_spawn_file_actions_addclose(&value, descriptor)
        case .file(let path):
            let flags = descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY | O_CREAT | O_APPEND
            posix_spawn_file_actions_addopen(&value, descriptor, path, flags, 0o644)
        case .pipe, .broken:
            let pipe = try Pipe()
            let isInput = descriptor == STDIN_FILENO
            let (own, parent) = isInput ? (pipe.reading, pipe.writing) : (pipe.writing, pipe.reading)
            posix_spawn_file_actions_adddup2(&value, own, descriptor)
            ends.child.append(own)
            if stream == .pipe { ends.parent[descriptor] = parent } else { close(parent) }
        }
    }
}

/// Gives the child every signal in its default state, whatever this process does with them.
struct SpawnAttributes {
    #if canImport(Glibc)
        var value = posix_spawnattr_t()
    #else
        var value: posix_spawnattr_t?
    #endif

    init() throws {
        posix_spawnattr_init(&value)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&value, &all)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&value, &none)
        var flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        #if canImport(Darwin)
            flags |= POSIX_SPAWN_CLOEXEC_DEFAULT
        #endif
        let code = posix_spawnattr_setflags(&value, Int16(flags))
        guard code == 0 else { throw SpawnError(call: "posix_spawnattr_setflags", code: code) }
    }

    mutating func destroy() { posix_spawnattr_destroy(&value) }
}
