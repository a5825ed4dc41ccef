/// A key that a server wants, taken from the environment. It goes into one header and nowhere else.
package struct Secret: Sendable {
    /// The variable that it was read from.
    package let name: String
    private let value: String
    /// A shorter one (`EMPTY`, `ollama`) is a placeholder, which texts may hold by chance.
    private static let shortest = 8

    /// The key in a variable of the environment.
    ///
    /// - Parameter read: the variable's value.
    /// - Throws: `MissingSecret`.
    package init(named name: String, _ read: (String) -> String?) throws(MissingSecret) {
        try Self.check(name: name)
        guard let value = read(name), !value.isEmpty else {
            throw MissingSecret(
                description: "'api_key_env' names \(name), which is not set: export \(name)=… before the run, or leave "
                    + "'api_key_env' out for a server without keys")
        }
        guard value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw MissingSecret(
                description:
                    "'api_key_env' names \(name), whose value holds blanks or characters that no key has; set it again")
        }
        (self.name, self.value) = (name, value)
    }

    /// - Throws: `MissingSecret` for what no variable is called, which may be a key by mistake: it is not shown.
    package static func check(name: String) throws(MissingSecret) {
        guard isName(name) else {
            throw MissingSecret(
                description:
                    "'api_key_env' must be the name of an environment variable, such as OPENAI_API_KEY, not a key")
        }
    }

    private static func isName(_ name: String) -> Bool {
        name.utf8.count <= 64 && name.utf8.first.map { !(0x30...0x39).contains($0) } == true
            && name.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || $0 == UInt8(ascii: "_")
            }
    }

    var header: String { "Authorization: Bearer \(value)" }

    /// `text` with the key taken out, wherever a server has repeated it.
    func removed(from text: String) -> String {
        guard value.utf8.count >= Self.shortest, text.utf8.count >= value.utf8.count else { return text }
        return text.replacing(value, with: "[key in \(name)]")
    }
}

/// A key that is not there.
package struct MissingSecret: Error, CustomStringConvertible {
    package let description: String
}
