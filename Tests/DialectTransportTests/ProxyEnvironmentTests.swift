import Dialect
import Testing

@testable import DialectTransport

@Suite struct ProxyEnvironmentTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var variables: [String: String]
        var host = "api.example.com"
        var port = 443
        var isSecure = true
        var proxy: String?
        var testDescription: String { "\(variables) \(host):\(port)" }
    }

    static let cases = [
        Case(variables: [:], proxy: nil),
        Case(variables: ["HTTPS_PROXY": "http://p:1"], proxy: "p:1"),
        Case(variables: ["HTTPS_PROXY": "p:1"], proxy: "p:1"),
        Case(variables: ["HTTPS_PROXY": "http://p/"], proxy: "p:80"),
        Case(variables: ["HTTPS_PROXY": "http://[::1]:3128"], proxy: "[::1]:3128"),
        Case(variables: ["HTTPS_PROXY": ""], proxy: nil),
        Case(variables: ["HTTPS_PROXY": "p:1", "https_proxy": "q:2"], proxy: "q:2"),
        Case(variables: ["HTTP_PROXY": "p:1"], proxy: nil),
        Case(variables: ["HTTP_PROXY": "p:1"], isSecure: false, proxy: "p:1"),
        Case(variables: ["HTTP_PROXY": "p:1", "REQUEST_METHOD": "GET"], isSecure: false, proxy: nil),
        Case(variables: ["http_proxy": "p:1", "REQUEST_METHOD": "GET"], isSecure: false, proxy: "p:1"),
        Case(variables: ["HTTPS_PROXY": "p:1"], isSecure: false, proxy: nil),
        Case(variables: ["ALL_PROXY": "p:1"], proxy: "p:1"),
        Case(variables: ["all_proxy": "p:1"], isSecure: false, proxy: "p:1"),
        Case(variables: ["ALL_PROXY": "p:1", "HTTPS_PROXY": "q:2"], proxy: "q:2"),
        Case(variables: ["ALL_PROXY": "p:1", "HTTPS_PROXY": ""], proxy: "p:1"),
        Case(variables: ["HTTPS_PROXY": "p:1"], host: "localhost", proxy: nil),
        Case(variables: ["HTTPS_PROXY": "p:1"], host: "127.8.0.1", proxy: nil),
        Case(variables: ["HTTPS_PROXY": "p:1"], host: "::1", proxy: nil),
        Case(variables: ["HTTPS_PROXY": "p:1", "NO_PROXY": "example.com"], proxy: nil),
        Case(variables: ["HTTPS_PROXY": "p:1", "no_proxy": "other", "NO_PROXY": "example.com"], proxy: "p:1"),
    ]

    @Test(arguments: cases) func theEnvironmentIsRead(example: Case) throws {
        let proxy = try ProxyEnvironment(example.variables).proxy(
            host: example.host, port: example.port, isSecure: example.isSecure)
        #expect(proxy.map { "\($0.peer)" } == example.proxy)
    }

    @Test(arguments: [
        ("example.com", true), ("api.example.com", true), (".example.com", true), ("*.example.com", true),
        ("EXAMPLE.com.", true), ("ample.com", false), ("com", true), ("example", false), ("*", true), ("", false),
        (" , ,", false), ("a,example.com", true), ("a example.com b", true), ("example.com:443", true),
        ("example.com:80", false), ("x.api.example.com", false), ("10.0.0.0/8", false), (".", false),
    ]) func aNameIsReachedDirectly(list: String, isDirect: Bool) {
        #expect(NoProxyList(list).contains(host: "API.example.com", port: 443) == isDirect)
    }

    @Test(arguments: [
        ("10.1.2.3", "10.1.2.3", true), ("10.1.2.3", "10.1.2.4", false), ("10.0.0.0/8", "10.9.9.9", true),
        ("10.0.0.0/8", "11.0.0.1", false), ("10.128.0.0/9", "10.127.0.1", false), ("10.128.0.0/9", "10.200.0.1", true),
        ("0.0.0.0/0", "8.8.8.8", true), ("10.0.0.0/33", "10.0.0.0", false), ("10.0.0.0/-1", "10.0.0.0", false),
        ("10.1.2.3:443", "10.1.2.3", true), ("10.1.2.3:80", "10.1.2.3", false), ("fd00::/8", "fd12::1", true),
        ("fd00::/8", "fe80::1", false), ("::1", "[::1]", true), ("[fd12::1]:443", "fd12::1", true),
        ("[fd12::1]:80", "fd12::1", false), ("fd12:0:0::1", "fd12::1", true), ("fd00::/8", "10.0.0.1", false),
        ("*", "fd12::1", true), ("2.3", "10.1.2.3", false),
    ]) func anAddressIsReachedDirectly(list: String, host: String, isDirect: Bool) {
        #expect(NoProxyList(list).contains(host: host, port: 443) == isDirect)
    }

    @Test func credentialsAreDecoded() throws {
        let proxy = try #require(
            try ProxyEnvironment(["HTTPS_PROXY": "http://me%40here:p%3Ass@p:1"]).proxy(
                host: "a", port: 443, isSecure: true))
        #expect(proxy.authorization == .basic(username: "me@here", password: "p:ss"))
        #expect(proxy.authorizationHeader == "Basic bWVAaGVyZTpwOnNz")
        #expect("\(proxy)" == "proxy p:1")
    }

    @Test(arguments: [
        "socks5://u:s3cret@p:1", "https://u:s3cret@p:1", "http://", "http://u:s3cret@", "http://u:s3cret@p:x",
    ])
    func aProxyThatCannotBeUsedIsAnError(value: String) throws {
        let error = #expect(throws: LanguageModelError.self) {
            try ProxyEnvironment(["HTTPS_PROXY": value]).proxy(host: "a", port: 443, isSecure: true)
        }
        #expect(error?.code == .misuse)
        #expect(error?.message.contains("HTTPS_PROXY") == true)
        #expect(error.map { "\($0)".contains("s3cret") } == false)
    }

    @Test func theSettingDecides() throws {
        let environment = ProxyEnvironment(["HTTPS_PROXY": "p:1"])
        func proxy(_ setting: ProxyConfiguration, _ host: String = "a") throws -> String? {
            try setting.proxy(host: host, port: 443, isSecure: true, environment: environment).map { "\($0.peer)" }
        }
        #expect(try proxy(.none) == nil)
        #expect(try proxy(.environment) == "p:1")
        #expect(try proxy(.http(host: "q", port: 2)) == "q:2")
        #expect(try proxy(.http(host: "q", port: 2), "localhost") == "q:2")
    }
}
