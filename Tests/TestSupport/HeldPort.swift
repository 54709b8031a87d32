import Foundation

package struct HeldPortFailure: Error {
    package let code: CInt
}

/// Runs `body` with a port of 127.0.0.1 that only its own server gets, also while that server is stopped.
///
/// A port that was given up is the next one that some other test may be handed. So this one stays bound, without
/// listening: the system gives it to nobody who asks for any port, and refuses who connects to it. A server that asks
/// for it by its number gets it, because both say that the address may be used again.
package func withHeldPort<Value>(_ body: (Int) async throws -> Value) async throws -> Value {
    #if canImport(Darwin)
        let stream = SOCK_STREAM
    #else
        let stream = CInt(SOCK_STREAM.rawValue)
    #endif
    let held = socket(AF_INET, stream, 0)
    guard held >= 0 else { throw HeldPortFailure(code: errno) }
    defer { close(held) }
    var isReused: CInt = 1
    setsockopt(held, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(MemoryLayout<CInt>.size))
    return try await body(bindToFreePort(held))
}

private func bindToFreePort(_ socket: CInt) throws -> Int {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
        }
    }
    guard isBound else { throw HeldPortFailure(code: errno) }
    return Int(UInt16(bigEndian: address.sin_port))
}
