public import Rollouts

/// Where what a program printed is first wrong.
public struct OutputDifference: Sendable, Hashable, CustomStringConvertible {
    /// The line of the output, from 1.
    public var line: Int
    /// The word or line that was printed there, shortened; nil where the output ends too early.
    public var printed: String?
    /// The word or line that was expected there, shortened; nil where too much was printed.
    public var expected: String?

    /// One sentence.
    public var description: String {
        switch (printed, expected) {
        case (let printed?, let expected?): "line \(line): expected '\(expected)', printed '\(printed)'"
        case (nil, let expected?): "line \(line): expected '\(expected)', printed no more"
        case (let printed?, nil): "line \(line): expected no more, printed '\(printed)'"
        case (nil, nil): "line \(line): the line feeds at the end differ"
        }
    }

    /// The beginning of a word.
    static func excerpt(_ word: some Collection<UInt8>) -> String {
        String(decoding: word.prefix(80), as: UTF8.self) + (word.count > 80 ? "…" : "")
    }
}

extension OutputComparison {
    /// Whether what was printed is right.
    func accepts(_ printed: [UInt8], expected: String) -> Bool {
        printed.withUnsafeBytes { printed in
            var expected = expected
            return expected.withUTF8 { firstDifference(printed, UnsafeRawBufferPointer($0)) == nil }
        }
    }

    /// The first place where what was printed is wrong, or nil when it is right.
    public func firstDifference(printed: String, expected: String) -> OutputDifference? {
        var (printed, expected) = (printed, expected)
        return printed.withUTF8 { printed in
            expected.withUTF8 { firstDifference(UnsafeRawBufferPointer(printed), UnsafeRawBufferPointer($0)) }
        }
    }

    private func firstDifference(
        _ printed: UnsafeRawBufferPointer, _ expected: UnsafeRawBufferPointer
    ) -> OutputDifference? {
        switch self {
        // Asserts never come here: nothing that is printed decides.
        case .anything, .asserts: return nil
        case .exact:
            if printed.elementsEqual(expected) { return nil }
            var (left, right) = (Words(lines: printed), Words(lines: expected))
            return Self.firstDifference(&left, &right) { $0.elementsEqual($1) }
                // The same lines; one text ends with a line feed that the other lacks.
                ?? OutputDifference(line: right.line, printed: nil, expected: nil)
        case .tokens:
            var (left, right) = (Words(printed), Words(expected))
            return Self.firstDifference(&left, &right) { $0.elementsEqual($1) }
        case .floats(let absolute, let relative):
            var (left, right) = (Words(printed), Words(expected))
            return Self.firstDifference(&left, &right) { left, right in
                left.elementsEqual(right)
                    || Decimal.areClose(left, right, absolute: absolute, relative: relative)
            }
        }
    }

    private static func firstDifference(
        _ printed: inout Words, _ expected: inout Words, same: (Words.Word, Words.Word) -> Bool
    ) -> OutputDifference? {
        while true {
            let (left, right) = (printed.next(), expected.next())
            if left == nil && right == nil { return nil }
            if let left, let right, same(left, right) { continue }
            return OutputDifference(
                line: left == nil ? expected.line : printed.line, printed: left.map(OutputDifference.excerpt),
                expected: right.map(OutputDifference.excerpt))
        }
    }
}

/// The words of a text, or its lines.
private struct Words {
    typealias Word = Slice<UnsafeRawBufferPointer>
    private let bytes: UnsafeRawBufferPointer
    private let areLines: Bool
    private var position = 0
    /// The line of the word that `next` gave last, from 1.
    private(set) var line = 1

    init(_ bytes: UnsafeRawBufferPointer) { (self.bytes, areLines) = (bytes, false) }
    init(lines bytes: UnsafeRawBufferPointer) { (self.bytes, areLines, line) = (bytes, true, 0) }

    mutating func next() -> Word? {
        if areLines {
            if position >= bytes.count { return nil }
            line += 1
        } else {
            while position < bytes.count, Self.isSpace(bytes[position]) {
                if bytes[position] == 0x0A { line += 1 }
                position += 1
            }
            if position == bytes.count { return nil }
        }
        let start = position
        while position < bytes.count, areLines ? bytes[position] != 0x0A : !Self.isSpace(bytes[position]) {
            position += 1
        }
        defer { if areLines { position += 1 } }
        return bytes[start..<position]
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}

/// Decimal numbers in a text.
private enum Decimal {
    /// Whether both words are numbers, at least one not whole, and close enough. Whole numbers of any size are compared as text before.
    static func areClose(_ left: Words.Word, _ right: Words.Word, absolute: Double, relative: Double) -> Bool {
        guard left.count <= 400, right.count <= 400, isNumber(left), isNumber(right),
            left.contains(where: isFraction) || right.contains(where: isFraction),
            let printed = Double(String(decoding: left, as: UTF8.self)),
            let wanted = Double(String(decoding: right, as: UTF8.self))
        else { return false }
        if printed == wanted { return true }
        return abs(printed - wanted) <= max(absolute, relative * abs(wanted))
    }

    // Not `inf`, `nan` and hexadecimal, which `Double` would read.
    private static func isNumber(_ word: Words.Word) -> Bool {
        word.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2B || $0 == 0x2D || isFraction($0) }
    }

    private static func isFraction(_ byte: UInt8) -> Bool { byte == 0x2E || byte == 0x65 || byte == 0x45 }
}
