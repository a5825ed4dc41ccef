extension LuaScriptError {
    /// The error as one screen: the message, the lines around it, and the script's own calls that led there.
    ///
    /// - Parameter columns: how wide the script's lines may be before they are cut.
    package func screen(colour: Bool = false, columns: Int = 120) -> String {
        func paint(_ text: String, _ code: String) -> String { colour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
        let label = kind == .interrupted ? "stopped" : kind == .syntax ? "syntax error" : "error"
        var screen = [paint("\(label):", kind == .interrupted ? "1;33" : "1;31") + " \(Self.cut(message, 1000))"]
        guard let first = frames.first else { return screen[0] }
        screen.append("  " + paint("at \(first.file):\(first.line)" + Self.place(first), "36"))
        let width = excerpt.map { "\($0.line)".count }.max() ?? 1
        for row in excerpt {
            let number = String(repeating: " ", count: width - "\(row.line)".count) + "\(row.line)"
            let text = "  \(row.isFailing ? ">" : " ") \(number) | \(Self.cut(row.text, max(20, columns - width - 7)))"
            screen.append(row.isFailing ? paint(text, "1") : text)
        }
        let callers = zip(frames, lines).dropFirst().filter { !$1.isEmpty }
        for (frame, line) in callers.prefix(8) {
            let trimmed = String(line.drop { $0.isWhitespace })
            screen.append("  " + paint("called from \(frame.file):\(frame.line)" + Self.place(frame), "36"))
            screen.append("      \(Self.cut(trimmed, max(20, columns - 6)))")
        }
        if callers.count > 8 { screen.append("  and \(callers.count - 8) more calls") }
        return screen.joined(separator: "\n")
    }

    private static func place(_ frame: LuaFrame) -> String { frame.function.map { ", in \($0)" } ?? "" }

    private static func cut(_ text: String, _ length: Int) -> String {
        text.count > length ? text.prefix(length - 1) + "…" : text
    }
}
