/// Where an OpenAI-compatible server listens: what stands before `/chat/completions`.
package struct ServerAddress: Sendable, Hashable, CustomStringConvertible {
    /// Ends in `/v1`, or in another version.
    private let base: String

    /// The address that a script wrote. A path that ends in a version, as `/v1` does, is taken as it is; to any other `/v1` is added.
    ///
    /// - Throws: `InvalidAddress`, which never shows what may be a password.
    package init(_ url: String) throws(InvalidAddress) {
        guard let colon = url.firstRange(of: "://") else {
            throw InvalidAddress("it has no scheme: write http://HOST:PORT or https://HOST", in: url)
        }
        let scheme = url[..<colon.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else {
            throw InvalidAddress("its scheme is \(scheme): http and https are spoken", in: url)
        }
        let rest = url[colon.upperBound...]
        let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if rest.contains("@") {
            throw InvalidAddress(
                "a user name or password stands in it: leave it out, and name the variable that holds the key in 'api_key_env'"
            )
        }
        if rest.contains("?") || rest.contains("#") {
            throw InvalidAddress("a query stands in it: give the part before the \"?\"")
        }
        guard !host.isEmpty, host.first != ":" else { throw InvalidAddress("it names no host", in: url) }
        guard rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
        else { throw InvalidAddress("it holds characters that no address has", in: url) }
        if let port = host.split(separator: ":", omittingEmptySubsequences: false).dropFirst().last,
            !host.hasSuffix("]"),
            UInt16(port) ?? 0 == 0
        {
            throw InvalidAddress("its port is no number from 1 to 65535", in: url)
        }
        var path = rest.dropFirst(host.count)
        while path.last == "/" { path.removeLast() }
        for ending in ["/chat/completions", "/completions", "/models"] where path.hasSuffix(ending) {
            throw InvalidAddress("give the part before \(ending)", in: url)
        }
        base = "\(scheme)://\(host)\(path)" + (Self.isVersion(path.split(separator: "/").last ?? "") ? "" : "/v1")
    }

    /// `v1`, `v1beta`.
    private static func isVersion(_ word: Substring) -> Bool {
        let letters = Array(word.utf8)
        return letters.count >= 2 && letters[0] == UInt8(ascii: "v") && (0x30...0x39).contains(letters[1])
    }

    package var description: String { base }

    func at(_ path: String) -> String { "\(base)/\(path)" }
}

/// An address that is none.
package struct InvalidAddress: Error, CustomStringConvertible {
    package let description: String

    init(_ problem: String, in url: String? = nil) {
        description = "'url' \(url.map { "\"\($0.prefix(200))\" " } ?? "")is no server's address: \(problem)"
    }
}
