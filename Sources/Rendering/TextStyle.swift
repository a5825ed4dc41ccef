/// Colours for a terminal that wants them; plain text for everything else.
package struct TextStyle: Sendable {
    package let isColoured: Bool

    /// Text as it is.
    package static let plain = TextStyle(isColoured: false)
    /// Text with ANSI colours.
    package static let coloured = TextStyle(isColoured: true)

    /// For headings.
    package func bold(_ text: String) -> String { wrap(text, "1") }
    /// For what matters less.
    package func dim(_ text: String) -> String { wrap(text, "2") }
    /// For what went well.
    package func green(_ text: String) -> String { wrap(text, "32") }
    /// For what failed.
    package func red(_ text: String) -> String { wrap(text, "31") }
    /// For what is under way or in doubt.
    package func yellow(_ text: String) -> String { wrap(text, "33") }
    /// For names and programs.
    package func cyan(_ text: String) -> String { wrap(text, "36") }

    /// Where the code that `text` begins with ends, if it is one of those above, or of the heads of a script's error.
    static func codeEnd(_ text: Substring.UnicodeScalarView) -> String.UnicodeScalarView.Index? {
        let codes = [
            "\u{1B}[0m", "\u{1B}[1m", "\u{1B}[2m", "\u{1B}[31m", "\u{1B}[32m", "\u{1B}[33m", "\u{1B}[36m",
            "\u{1B}[1;31m",
            "\u{1B}[1;33m",
        ]
        for code in codes
        where text.starts(with: code.unicodeScalars) {
            return text.index(text.startIndex, offsetBy: code.unicodeScalars.count)
        }
        return nil
    }

    private func wrap(_ text: String, _ code: String) -> String {
        isColoured && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
