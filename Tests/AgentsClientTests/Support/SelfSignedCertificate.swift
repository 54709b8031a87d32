import NIOSSL

/// A server's TLS context with a certificate for `localhost` that nobody has reason to trust.
///
/// Made for these tests with `openssl req -x509 -newkey ec`; it protects nothing.
func untrustedTLSContext() throws -> NIOSSLContext {
    let certificate = try NIOSSLCertificate(bytes: Array(certificatePEM.utf8), format: .pem)
    let key = try NIOSSLPrivateKey(bytes: Array(keyPEM.utf8), format: .pem)
    return try NIOSSLContext(
        configuration: .makeServerConfiguration(
            certificateChain: [.certificate(certificate)], privateKey: .privateKey(key)))
}

private let certificatePEM = """
    -----BEGIN CERTIFICATE-----
    MIIBljCCATugAwIBAgIUFuJLQJmcArSE4CfWxA4LSwPsWRAwCgYIKoZIzj0EAwIw
    FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTA4NTczMloYDzIxMjYxMDI4
    MDg1NzMyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
    PQMBBwNCAAQFRf0is5rs5wMzgphbui7G5bBT3UsG6rmbZ1ThzF6GSQfjdW6DrVqi
    WysUIqRqV9Shq9n9l/jHjw6atOXXF1cTo2kwZzAdBgNVHQ4EFgQUE7YpPK+SBTrB
    kD2jPs4K+milA0YwHwYDVR0jBBgwFoAUE7YpPK+SBTrBkD2jPs4K+milA0YwDwYD
    VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
    SQAwRgIhAKy8PjensdnP1bdzNOtwDAkdJdbXDJMR8mbA73GAoh1GAiEA2P9zX1Oc
    /8HsvN+xDrPI7IIXwlv1D++r7XgZVbTxA44=
    -----END CERTIFICATE-----
    """

private let keyPEM = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgvdX70nXp718H0fFJ
    MXPdCWQDiRR35KXfmRgv6fgXqBShRANCAAQFRf0is5rs5wMzgphbui7G5bBT3UsG
    6rmbZ1ThzF6GSQfjdW6DrVqiWysUIqRqV9Shq9n9l/jHjw6atOXXF1cT
    -----END PRIVATE KEY-----
    """
