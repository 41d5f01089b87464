/// A self-signed certificate for localhost and 127.0.0.1, valid until 2126. It protects nothing.
package enum TestCertificate {
    package static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBmzCCAUGgAwIBAgIUSn5dovS+/0XPcF/EdjIYFJJjH0kwCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTA3NDAwMVoYDzIxMjYxMDI4
        MDc0MDAxWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAAQQBYUf+rthozUrJIgZ1XTSyynShG7kPoQr7fvDJqswH4aFczLG4U5A
        3tG1iz+q5/TGBG5amK66t/AsPyuSKoFFo28wbTAdBgNVHQ4EFgQUbQyn46LMypBR
        w/KQL+YwP1yKQtIwHwYDVR0jBBgwFoAUbQyn46LMypBRw/KQL+YwP1yKQtIwGgYD
        VR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZI
        zj0EAwIDSAAwRQIhAK7JOnaDN6i5odXRDRNPs4bOxg4jff8w4u/cOcHXfRLYAiAX
        C7d62js7PvY98U84t7xXzqGUNaWmw3zHovJ85acIMQ==
        -----END CERTIFICATE-----
        """

    package static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgy8T4htync0HJhkvN
        +0je6Ruy9eBXR68RhxK1vYvo8NuhRANCAAQQBYUf+rthozUrJIgZ1XTSyynShG7k
        PoQr7fvDJqswH4aFczLG4U5A3tG1iz+q5/TGBG5amK66t/AsPyuSKoFF
        -----END PRIVATE KEY-----
        """
}
