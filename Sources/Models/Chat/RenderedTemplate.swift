package import Rollouts

/// A template that is a function from messages to the whole text up to where the next answer begins, such as one of a script.
///
/// Special tokens that it writes out become those tokens; those that messages spell stay text. A context is only ever added to. So the
/// text for a longer conversation must begin with the text for the shorter one and its answer; what follows is new.
package struct RenderedTemplate: ChatTemplate {
    package typealias Render = @Sendable ([Message]) throws -> String

    package let codec: any TokenCodec
    package let ends: Set<TokenID>
    package let end: TokenID
    private let render: Render

    /// - Parameters:
    ///   - end: the token that ends an answer, if the function writes it, or the model's own.
    ///   - ends: further tokens that end an answer.
    package init(_ codec: any TokenCodec, end: TokenID, ends: Set<TokenID> = [], render: @escaping Render) {
        (self.codec, self.end, self.ends, self.render) = (codec, end, ends.union([end]), render)
    }

    package func prompt(_ messages: [Message], after stop: StopReason?) throws -> ChatPrompt {
        let guarded = try Guarded(messages, codec)
        let whole = try render(guarded.messages)
        var known = ""
        if stop != nil, messages.count > 2 {
            known = try render(Array(guarded.messages.dropLast(2))) + guarded.messages[messages.count - 2].text
        }
        guard whole.utf8.starts(with: known.utf8) else {
            throw ChatError(description: Self.complaint(whole, known))
        }
        var pieces = codec.pieces(of: String(decoding: whole.utf8.dropFirst(known.utf8.count), as: UTF8.self))
        // The end of the last answer is among its sampled tokens.
        if stop == .end, case .special(let token)? = pieces.first, ends.contains(token) { pieces.removeFirst() }
        let isOpen = stop != nil && stop != .end
        return place(guarded.messages.last?.text ?? "", in: pieces, continuing: isOpen, guarded)
    }

    /// Encodes the pieces; the message is the last text in them that spells it.
    private func place(
        _ message: String, in pieces: [TextPiece], continuing: Bool, _ guarded: Guarded
    ) -> ChatPrompt {
        let plain = pieces.map { piece in
            if case .text(let text) = piece { return TextPiece.text(guarded.original(text)) }
            return piece
        }
        let tokens = codec.encode(plain, continuing: continuing)
        let (found, length) = (Array(message.utf8), guarded.original(message).utf8.count)
        for (index, piece) in pieces.enumerated().reversed() {
            guard case .text(let text) = piece, !found.isEmpty,
                let behind = Self.bytes(of: text, behindLast: found)
            else { continue }
            let suffix = guarded.original(String(decoding: behind, as: UTF8.self)).utf8.count
            let first = codec.encode(Array(plain[..<index]), continuing: continuing).count
            let last = tokens.count - codec.encode(Array(plain[(index + 1)...]), continuing: false).count
            let body = codec.stretch(of: tokens, first..<last, bytes: length, before: suffix)
            return ChatPrompt(tokens, body: body, trimmed: 0)
        }
        return ChatPrompt(tokens, body: tokens.count..<tokens.count, trimmed: 0)
    }

    private static func bytes(of text: String, behindLast part: [UInt8]) -> ArraySlice<UInt8>? {
        let bytes = Array(text.utf8)
        guard part.count <= bytes.count else { return nil }
        for start in (0...bytes.count - part.count).reversed() where bytes[start...].starts(with: part) {
            return bytes[(start + part.count)...]
        }
        return nil
    }

    private static func complaint(_ whole: String, _ known: String) -> String {
        let same = zip(whole.utf8, known.utf8).prefix { $0 == $1 }.count
        func excerpt(_ text: String) -> String {
            String(decoding: text.utf8.dropFirst(max(0, same - 10)).prefix(40), as: UTF8.self).debugDescription
        }
        return
            "the template changes what it wrote before: its text for a conversation must begin with its text up to the last "
            + "answer and that answer, but from byte \(same) on it is \(excerpt(whole)) in place of \(excerpt(known))"
    }

    package func frames(_ token: TokenID) -> Bool { ends.contains(token) || codec.byteCount(of: token) == 0 }
}

/// Messages in which a private character stands for each special token that is spelled out in them, so that it is found in no text.
private struct Guarded {
    private(set) var messages: [Message] = []
    private var spellings: [Unicode.Scalar: String] = [:]

    /// - Throws: `ChatError` when the messages hold so many private characters that none is left.
    init(_ messages: [Message], _ codec: any TokenCodec) throws {
        let used = messages.reduce(into: Set<Unicode.Scalar>()) { $0.formUnion($1.text.unicodeScalars) }
        var free = (UInt32(0x10_0000)...0x10_FFFD).lazy.compactMap { Unicode.Scalar($0) }.filter { !used.contains($0) }
            .makeIterator()
        var marks: [TokenID: Unicode.Scalar] = [:]
        for message in messages {
            var text = String.UnicodeScalarView()
            for piece in codec.pieces(of: message.text) {
                switch piece {
                case .text(let part): text += part.unicodeScalars
                case .special(let token):
                    guard let mark = marks[token] ?? free.next() else {
                        throw ChatError(description: "the messages hold every private character of Unicode's plane 16")
                    }
                    marks[token] = mark
                    spellings[mark] = codec.spelling(of: token)
                    text.append(mark)
                }
            }
            self.messages.append(Message(message.role, String(text)))
        }
    }

    /// `text` with the special tokens spelled out again.
    func original(_ text: String) -> String {
        guard !spellings.isEmpty else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            result.unicodeScalars += spellings[scalar]?.unicodeScalars ?? String(scalar).unicodeScalars
        }
    }
}
