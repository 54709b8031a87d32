import Testing

extension Trait where Self == TimeLimitTrait {
    /// Ends a test that hangs. Tests wait in line for their turn beside hundreds of others, so how long one takes says
    /// nothing about the program.
    static var untilItHangs: Self { .timeLimit(.minutes(30)) }
}
