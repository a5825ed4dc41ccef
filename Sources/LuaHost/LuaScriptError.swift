/// How a script failed, with the script's own lines and none of the host's.
package struct LuaScriptError: Error, CustomStringConvertible {
    package enum Kind: Sendable, Hashable {
        /// The text is not Lua.
        case syntax
        /// An error that nothing in the script caught.
        case runtime
        /// The script wanted more than its memory cap.
        case memory
        /// Somebody asked the script to stop.
        case interrupted
    }
    package struct Excerpt: Sendable, Hashable {
        package var line: Int
        package var text: String
        package var isFailing: Bool
    }
    package let kind: Kind
    /// One sentence, without the position.
    package let message: String
    /// Where it happened, innermost first.
    package let frames: [LuaFrame]
    /// The lines around the innermost one.
    package let excerpt: [Excerpt]
    /// The text of the line of each frame.
    let lines: [String]

    package var file: String? { frames.first?.file }
    package var line: Int? { frames.first?.line }
    package var description: String {
        frames.first.map { "\($0.file):\($0.line): \(message)" } ?? message
    }

    /// The same error without the calls of `file`, which the user did not write.
    package func without(file: String) -> LuaScriptError { LuaScriptError(self, without: file) }

    private init(_ error: LuaScriptError, without file: String) {
        (kind, message, excerpt) = (error.kind, error.message, error.excerpt)
        let kept = zip(error.frames, error.lines).filter { $0.0.file != file }
        (frames, lines) = (kept.map(\.0), kept.map(\.1))
    }

    init(_ failure: LuaFailure, frames: [LuaFrame], sources: [String: String]) {
        var frames = frames
        kind =
            switch failure.cause {
            case .error: .runtime
            case .syntax: .syntax
            case .outOfMemory: .memory
            case .interrupted: .interrupted
            }
        var message = failure.description
        if let position = Self.position(of: message, files: sources.keys) {
            message = position.rest
            let frame = LuaFrame(file: position.file, line: position.line)
            // Lua's own position is the better one: `error("...", 2)` blames the caller.
            if let first = frames.firstIndex(where: { $0.file == frame.file && $0.line == frame.line }) {
                frames.removeFirst(first)
            } else {
                frames.insert(frame, at: 0)
            }
        }
        self.message = message
        self.frames = frames
        lines = frames.map { frame in Self.lines(of: sources[frame.file], around: frame.line, 0).first?.text ?? "" }
        excerpt = frames.first.map { Self.lines(of: sources[$0.file], around: $0.line, 2) } ?? []
    }

    /// Takes `file:line: ` off the front of a message. Lua shortens long names at the front: `...runs/x.lua`.
    private static func position(
        of message: String, files: some Sequence<String>
    ) -> (file: String, line: Int, rest: String)? {
        for file in files.sorted() {
            let start: String
            if message.hasPrefix(file + ":") {
                start = file
            } else if message.hasPrefix("..."), let end = message.firstIndex(of: ":"),
                file.hasSuffix(message[..<end].dropFirst(3))
            {
                start = String(message[..<end])
            } else {
                continue
            }
            let rest = message.dropFirst(start.count + 1)
            let digits = rest.prefix { $0.isNumber }
            guard let line = Int(digits), rest.dropFirst(digits.count).hasPrefix(": ") else { continue }
            return (file, line, String(rest.dropFirst(digits.count + 2)))
        }
        return nil
    }

    private static func lines(of source: String?, around line: Int, _ reach: Int) -> [Excerpt] {
        guard let source else { return [] }
        let lines = source.lines.map { $0.hasSuffix("\r") ? String($0.dropLast()) : $0 }
        guard line >= 1, line <= lines.count else { return [] }
        return (max(1, line - reach)...min(lines.count, line + reach)).map {
            Excerpt(line: $0, text: lines[$0 - 1], isFailing: $0 == line)
        }
    }
}
