import ServedModels
import Testing

@Suite struct AddressTests {
    @Test(arguments: [
        ("http://localhost:8000", "http://localhost:8000/v1"), ("http://localhost:8000/", "http://localhost:8000/v1"),
        ("http://localhost:8000/v1", "http://localhost:8000/v1"),
        ("HTTPS://api.example.org/v1/", "https://api.example.org/v1"),
        ("http://proxy/models/seven", "http://proxy/models/seven/v1"), ("http://[::1]:80", "http://[::1]:80/v1"),
        ("https://example.org/v1beta", "https://example.org/v1beta"),
    ]) func `a url may end in v1 or not`(url: String, base: String) throws {
        #expect(try ServerAddress(url).description == base)
    }

    @Test(arguments: [
        ("localhost:8000", "it has no scheme"), ("ftp://host", "its scheme is ftp"), ("http://", "it names no host"),
        ("http://host:99999", "its port is no number"), ("http://host/v1?key=sk-hidden", "a query stands in it"),
        ("http://user:sk-hidden@host/v1", "a user name or password stands in it"),
        ("http://host/v1/chat/completions", "give the part before /chat/completions"),
        ("http://host /v1", "characters that no address has"),
    ]) func `what is no address is refused, without a word of what may be a password`(url: String, problem: String) {
        #expect {
            try ServerAddress(url)
        } throws: {
            "\($0)".contains(problem) && !"\($0)".contains("hidden")
        }
    }

    @Test func `a key comes from the environment alone`() throws {
        #expect(throws: Never.self) { try Secret(named: "KEY") { _ in "sk-1234567" } }
        for (name, value, problem) in [
            ("KEY", nil, "KEY, which is not set"), ("KEY", "", "not set"), ("KEY", "two words", "blanks"),
            ("KEY", "a\r\nHost: x", "blanks"), ("sk-hidden", "x", "must be the name of an environment variable"),
        ] {
            #expect {
                try Secret(named: name) { _ in value }
            } throws: {
                "\($0)".contains(problem) && !"\($0)".contains("hidden")
            }
        }
    }
}
