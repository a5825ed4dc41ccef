internal import Foundation
import JSON

/// What happens to text before it is cut into words.
struct Normalizer: Sendable {
    /// One of its steps, in their order.
    enum Step: Sendable, Equatable {
        /// Unicode's canonical composition.
        case nfc
        /// Put before a text that is not empty.
        case prepend(String)
        /// Each occurrence of the first gives way to the second.
        case replace(String, by: String)
    }

    /// The longest text that a step may put in; it bounds what a forged file can make of a text.
    private static let longestText = 16

    var steps: [Step] = []

    /// - Parameter continuing: whether `text` goes on where another was left, so that nothing is put before it.
    func apply(_ text: String, continuing: Bool = false) -> String {
        steps.reduce(text) { text, step in
            switch step {
            case .nfc: Self.composed(text)
            case .prepend(let prefix): continuing || text.isEmpty ? text : prefix + text
            case .replace(let old, let new): Self.replacing(text, old, new)
            }
        }
    }

    /// ICU's composition; `precomposedStringWithCanonicalMapping` knows fewer marks, and gives other ids.
    ///
    /// It differs from the package's only next to characters of Unicode 10 and later, which the package does not know.
    private static func composed(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
        guard let composed = text.applyingTransform(StringTransform("NFC"), reverse: false) else {
            preconditionFailure("ICU has no transform NFC")
        }
        return composed
    }

    /// Byte by byte: to Swift a space with an accent on it is another character than a space.
    private static func replacing(_ text: String, _ old: String, _ new: String) -> String {
        let (bytes, old, new) = (Array(text.utf8), Array(old.utf8), Array(new.utf8))
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            if bytes[position...].starts(with: old) {
                result += new
                position += old.count
            } else {
                result.append(bytes[position])
                position += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension Normalizer {
    /// Reads the member `normalizer` of a `tokenizer.json`.
    ///
    /// - Throws: `CheckpointError` for a kind that is not supported.
    init(_ fields: JSONFields) throws {
        switch try fields.string("type") {
        case "Sequence": steps = try fields.members("normalizers").flatMap { try Normalizer($0).steps }
        case "NFC": steps = [.nfc]
        case "Prepend": steps = [.prepend(try Self.short("prepend", fields))]
        case "Replace":
            let pattern = try fields.fields("pattern")
            guard pattern["Regex"] == nil else { throw pattern.error("Regex", "only String is supported") }
            let old = try Self.short("String", pattern)
            guard !old.isEmpty else { throw pattern.error("String", "it must not be empty") }
            steps = [.replace(old, by: try Self.short("content", fields))]
        default: throw fields.error("type", "NFC, Prepend, Replace and Sequence are supported")
        }
    }

    private static func short(_ key: String, _ fields: JSONFields) throws -> String {
        let text = try fields.string(key)
        guard text.utf8.count <= longestText else {
            throw fields.error(key, "it must have at most \(longestText) bytes")
        }
        return text
    }
}
