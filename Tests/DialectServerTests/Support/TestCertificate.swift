import DialectServer

/// A certificate for `localhost` and 127.0.0.1 that signs itself and protects nothing.
enum TestCertificate {
    static let tls = ResponsesServer.TLS(certificateChain: certificate, privateKey: key)

    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBmzCCAUGgAwIBAgIUAWTi8congWl1dJwxwaASni9I9kwwCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTA3NDUzMFoYDzIxMjYxMDI4
        MDc0NTMwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAAQsWZfXInfb+SdKz2L7YxzmoA85axHX3BJQIfGc4TDzr/DiO32+msoG
        Qh0eckNue8WvM0XrEavbRe4wC/dYt54wo28wbTAdBgNVHQ4EFgQUE6a2StR3e/AX
        M+ZqCACv1Az4NMkwHwYDVR0jBBgwFoAUE6a2StR3e/AXM+ZqCACv1Az4NMkwDwYD
        VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
        zj0EAwIDSAAwRQIhAMxX45owZUuosRmIk0a8m4r9cTL8C3rDRrWNIHOrhCY8AiBw
        Khi1vMsj6SkTg6yAAROJ+sec4q6c3UNX5AoBWEen0A==
        -----END CERTIFICATE-----
        """

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgwaNK9o7ffOl7SXyQ
        wH2fSzj4AjXmm85qy5JkPogYq8ihRANCAAQsWZfXInfb+SdKz2L7YxzmoA85axHX
        3BJQIfGc4TDzr/DiO32+msoGQh0eckNue8WvM0XrEavbRe4wC/dYt54w
        -----END PRIVATE KEY-----
        """
}
