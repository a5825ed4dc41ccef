/// Commands that people copy from a page into a shell.
package enum ShellWord {
    /// `text` as one word of a POSIX shell: as it stands where that is safe, else in single quotes.
    package static func quoted(_ text: String) -> String {
        let isPlain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-=:,+@%".contains($0)) }
        if isPlain, !text.isEmpty, text.first != "=" { return text }
        return "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
