/// Text measured in terminal columns.
package enum TextWidth {
    /// The columns that `text` takes: wide East Asian characters and emoji take two, escape sequences for colour none.
    package static func columns(_ text: some StringProtocol) -> Int {
        var (total, inEscape) = (0, false)
        for character in text {
            if inEscape {
                if character.isLetter { inEscape = false }
            } else if character == "\u{1B}" {
                inEscape = true
            } else {
                total += columns(of: character)
            }
        }
        return total
    }

    /// `text` cut to at most `width` columns, with `…` in place of what was cut. Meant for text without colours.
    package static func fit(_ text: String, to width: Int) -> String {
        guard columns(text) > width else { return text }
        guard width > 0 else { return "" }
        var (kept, used) = ("", 0)
        for character in text {
            let next = columns(of: character)
            if used + next > width - 1 { break }
            kept.append(character)
            used += next
        }
        return kept + "…"
    }

    /// `text` filled up with spaces to `width` columns, at its left side when `right` says it is a number.
    package static func pad(_ text: String, to width: Int, right: Bool = false) -> String {
        let spaces = String(repeating: " ", count: max(0, width - columns(text)))
        return right ? spaces + text : text + spaces
    }

    /// `text` broken at spaces into lines of at most `width` columns; its own line ends are kept.
    package static func wrap(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = ""
            for word in paragraph.split(separator: " ", omittingEmptySubsequences: false) {
                if !line.isEmpty, columns(line) + 1 + columns(word) > width {
                    lines.append(line)
                    line = String(word)
                } else {
                    line += line.isEmpty ? word : " " + word
                }
            }
            lines.append(line)
        }
        return lines
    }

    /// `items` with two spaces between them, in lines of at most `width` columns; an item is broken nowhere.
    package static func wrap(_ items: [String], to width: Int) -> [String] {
        var lines: [String] = []
        for item in items {
            if let last = lines.last, columns(last) + 2 + columns(item) <= width {
                lines[lines.count - 1] += "  " + item
            } else {
                lines.append(item)
            }
        }
        return lines
    }

    /// `text` with every character that could steer a terminal shown as a picture of itself. Line ends and tabs stay.
    ///
    /// Records come from programs and from other people: what they hold is shown, never obeyed.
    ///
    /// - Parameter keepsColours: whether the codes of `TextStyle` stay too.
    package static func printable(_ text: String, keepingColours keepsColours: Bool = false) -> String {
        guard text.unicodeScalars.contains(where: steersTerminal) else { return text }
        var safe = String.UnicodeScalarView()
        let scalars = text.unicodeScalars
        var place = scalars.startIndex
        while place < scalars.endIndex {
            let scalar = scalars[place]
            if keepsColours, let end = TextStyle.codeEnd(scalars[place...]) {
                safe.append(contentsOf: scalars[place..<end])
                place = end
                continue
            }
            place = scalars.index(after: place)
            if !steersTerminal(scalar) {
                safe.append(scalar)
            } else if scalar.value < 0x20 {
                safe.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
            } else {
                safe.append(scalar.value == 0x7F ? "\u{2421}" : "\u{FFFD}")
            }
        }
        return String(safe)
    }

    /// JSON with escapes in place of the characters that could steer a terminal; line ends stay. They stand nowhere but in its strings.
    package static func escapedInJSON(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: steersTerminal) else { return text }
        return text.unicodeScalars.reduce(into: "") { safe, scalar in
            if steersTerminal(scalar) {
                let digits = String(scalar.value, radix: 16)
                safe += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            } else {
                safe.unicodeScalars.append(scalar)
            }
        }
    }

    private static func steersTerminal(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0x00...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func columns(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x20...0x7E: return 1
        case 0...0x1F, 0x7F...0x9F, 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: return 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
            0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
