package import Rollouts

/// A template that writes the same text around each message: ChatML, Llama 3's, and those with `[INST]`.
///
/// The text between two special tokens is encoded as one, as `apply_chat_template` has it encoded: a line feed of the frame and one of
/// the message may be one token. An answer is encoded by itself, as it is sampled.
package struct FramedTemplate: ChatTemplate {
    package let codec: any TokenCodec
    package let ends: Set<TokenID>
    package let end: TokenID
    package let format: ChatFormat
    private let system: String?
    private let special: Set<TokenID>

    /// - Parameters:
    ///   - system: what the system says; nil for what the format has it say.
    ///   - ends: tokens that end an answer beside the format's own.
    /// - Throws: `ChatError` when the vocabulary lacks the token that ends an answer, or another that the format begins with.
    package init(_ codec: any TokenCodec, _ format: ChatFormat, system: String? = nil, ends: Set<TokenID> = []) throws {
        guard let end = codec.special(format.end) else {
            throw ChatError(
                description:
                    "the template \(format.name) needs the special token \(format.end), which the tokenizer lacks; "
                    + "give another template")
        }
        if !format.begin.isEmpty, codec.special(format.begin) == nil {
            throw ChatError(
                description:
                    "the template \(format.name) begins with \(format.begin.debugDescription), which is no special token of the "
                    + "tokenizer; give another template")
        }
        let literals = [format.begin, format.user.before, format.user.after, format.answer.before]
        var special: Set<TokenID> = [end]
        for piece in literals.flatMap(codec.pieces) {
            switch piece {
            case .special(let token): special.insert(token)
            case .text(let text) where text.contains("<|"):
                throw ChatError(
                    description:
                        "the template \(format.name) needs special tokens for \(text.debugDescription), which the "
                        + "tokenizer lacks; give another template")
            case .text: break
            }
        }
        (self.codec, self.format, self.special) = (codec, format, special)
        (self.system, self.end, self.ends) = (system ?? format.defaultSystem, end, ends.union([end]))
    }

    package func prompt(_ messages: [Message], after stop: StopReason?) -> ChatPrompt {
        var message = (messages.last?.text ?? "")[...]
        var trimmed = 0
        var pieces: [TextPiece] = []
        let opensWithSystem = stop == nil && system != nil && format.systemIsInUser
        if format.trims {
            let whole = message.utf8.count
            message = PythonSpace.trimmedAtEnd(message)
            trimmed = whole - message.utf8.count
            if !opensWithSystem { message = PythonSpace.trimmedAtStart(message) }
        }
        if stop == nil {
            pieces += codec.pieces(of: format.begin)
            if let system, !format.systemIsInUser {
                pieces += codec.pieces(of: format.system.before)
                pieces.append(.text(format.trims ? PythonSpace.trimmed(system) : system))
                pieces += codec.pieces(of: format.system.after)
            }
        } else {
            if stop != .end { pieces.append(.special(end)) }
            pieces += codec.pieces(of: format.answer.after + (format.repeatsBegin ? format.begin : ""))
        }
        pieces += codec.pieces(of: format.user.before)
        if opensWithSystem, let system {
            pieces.append(.text(format.system.before + system + format.system.after))
        }
        let after = codec.pieces(of: format.user.after + format.answer.before)
        return prompt(pieces, String(message), after, trimmed: trimmed)
    }

    /// Joins the message with the text around it, and finds it again among the tokens.
    private func prompt(
        _ before: [TextPiece], _ message: String, _ after: [TextPiece], trimmed: Int
    ) -> ChatPrompt {
        var (before, after) = (Self.joined(before), Self.joined(after))
        var prefix = "", suffix = ""
        if case .text(let text)? = before.last {
            prefix = text
            before.removeLast()
        }
        if case .text(let text)? = after.first {
            suffix = text
            after.removeFirst()
        }
        let tokens = codec.encode(before + [.text(prefix + message + suffix)] + after, continuing: false)
        let first = codec.encode(before, continuing: false).count
        let last = tokens.count - codec.encode(after, continuing: false).count
        let body = codec.stretch(of: tokens, first..<last, bytes: message.utf8.count, before: suffix.utf8.count)
        return ChatPrompt(tokens, body: body, trimmed: trimmed)
    }

    private static func joined(_ pieces: [TextPiece]) -> [TextPiece] {
        pieces.reduce(into: []) { result, piece in
            if case .text(let next) = piece, case .text(let last)? = result.last {
                result[result.count - 1] = .text(last + next)
            } else {
                result.append(piece)
            }
        }
    }

    package func answer(_ text: String) -> [TokenID] {
        let opening = codec.pieces(of: format.user.after + format.answer.before)
        var continues = false
        if case .text? = opening.last { continues = true }
        let text = format.trims ? PythonSpace.trimmed(text) : text
        let written = format.answerSpace.before + text + format.answerSpace.after
        return codec.encode([.text(written)], continuing: continues) + [end]
    }

    package func frames(_ token: TokenID) -> Bool {
        special.contains(token) || ends.contains(token) || codec.byteCount(of: token) == 0
    }
}

/// White space as Python's `strip` takes it, which templates use: Unicode's, and the four separators U+001C to U+001F.
enum PythonSpace {
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }

    static func trimmedAtStart(_ text: Substring) -> Substring {
        Substring(text.unicodeScalars.drop(while: isSpace))
    }

    static func trimmedAtEnd(_ text: Substring) -> Substring {
        var scalars = text.unicodeScalars
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        return Substring(scalars)
    }

    static func trimmed(_ text: String) -> String { String(trimmedAtStart(trimmedAtEnd(text[...]))) }
}
