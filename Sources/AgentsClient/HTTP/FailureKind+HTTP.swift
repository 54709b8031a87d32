import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

extension ClientFailure.Kind {
    /// Sorts what AsyncHTTPClient and NIO throw before the head of an answer is there.
    ///
    /// What is not known to happen before the request leaves counts as a lost connection: the server may have acted.
    init(sendingFailedWith error: any Error, _ configuration: HTTPConfiguration) {
        switch error {
        case is CancellationError:
            self = .interrupted
        case let error as HTTPClientError:
            self = Self(error, configuration)
        case is HTTPParserError:
            self = .unreadable(.notHTTP)
        case let error as NIOConnectionError:
            self = .unreachable(error.unreachability, host: configuration.contact)
        case let error as IOError where error.isBeforeSending:
            self = .unreachable(.connectionRefused, host: configuration.contact)
        case NIOSSLError.handshakeFailed, is NIOSSLExtraError:
            self = .unreachable(.tls, host: configuration.contact)
        default:
            self = .unreachable(.connectionLost, host: configuration.contact)
        }
    }

    private init(_ error: HTTPClientError, _ configuration: HTTPConfiguration) {
        switch error {
        case .cancelled:
            self = .interrupted
        case .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout:
            self = .timedOut(.connecting, after: configuration.connectTimeout)
        case .deadlineExceeded, .readTimeout, .writeTimeout:
            self = .timedOut(.answering, after: configuration.requestTimeout)
        case .invalidURL, .emptyHost, .emptyScheme:
            self = .unsendable("its address is not a URL")
        default:
            self = .unreachable(.connectionLost, host: configuration.contact)
        }
    }
}

extension NIOConnectionError {
    /// Thrown when no address of the host could be connected to, or when there is no address.
    fileprivate var unreachability: ClientFailure.Unreachability {
        connectionErrors.isEmpty ? .nameNotResolved : .connectionRefused
    }
}

extension IOError {
    /// Whether the system says it of a connection that was never made.
    fileprivate var isBeforeSending: Bool {
        [ECONNREFUSED, ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL].contains(errnoCode)
    }
}
