import Glibc
import JSON

/// The keys of a line of `metrics.jsonl` in their order. Lines of one loop have one shape, so that all but the first are read
/// by comparing the text between the values.
struct MetricLineShape {
    /// A value in a line, in bytes from the line's beginning.
    struct Span {
        var start = 0
        var count = 0
        var column = 0
    }

    /// The text before each value, and the text behind the last with the line's end: one after the other.
    private var text: [UInt8] = []
    /// Where each of these ends in `text`.
    private var ends: [Int] = []
    /// The column of each value; `noColumn` for the step and for what is left out.
    private var columns: [Int] = []
    static let noColumn = -1

    /// The shape of `line`.
    ///
    /// - Parameter column: The number of the series of a name.
    init(_ line: JSONObject, column: (String) -> Int) {
        add(line, prefix: "", column)
        text.append(UInt8(ascii: "\n"))
        ends.append(text.count)
    }

    private mutating func add(_ object: JSONObject, prefix: String, _ column: (String) -> Int) {
        text.append(UInt8(ascii: "{"))
        for (index, member) in object.members.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            JSONValue.string(member.key).append(to: &text)
            text.append(UInt8(ascii: ":"))
            if let nested = member.value.object {
                add(nested, prefix: prefix + member.key + ".", column)
            } else {
                ends.append(text.count)
                columns.append(prefix.isEmpty && member.key == "step" ? Self.noColumn : column(prefix + member.key))
            }
        }
        text.append(UInt8(ascii: "}"))
    }

    /// Finds the numbers of the line at `line`, if it has this shape and values without anything unusual.
    ///
    /// - Parameter limit: How many bytes may be read; a line ends before.
    /// - Returns: the line's length with its end, or nil when it has to be read in another way.
    func match(_ line: UnsafePointer<UInt8>, limit: Int, _ found: inout [Span]) -> Int? {
        found.removeAll(keepingCapacity: true)
        return text.withUnsafeBufferPointer { text in
            var (position, start) = (0, 0)
            for index in ends.indices {
                let count = ends[index] - start
                guard position + count <= limit, memcmp(line + position, text.baseAddress! + start, count) == 0 else {
                    return nil
                }
                (position, start) = (position + count, ends[index])
                guard index < columns.count else { return position }
                guard let (length, isNumber) = Self.value(line + position, limit: limit - position) else { return nil }
                if isNumber, columns[index] >= 0 {
                    found.append(Span(start: position, count: length, column: columns[index]))
                }
                position += length
            }
            return nil
        }
    }

    /// The length of the value at `text`, and whether it is a number or a word that stands for one.
    ///
    /// The line's end stops the search for the end of a number, so only strings and words ask for the limit.
    private static func value(_ text: UnsafePointer<UInt8>, limit: Int) -> (length: Int, isNumber: Bool)? {
        guard limit > 0 else { return nil }
        switch text[0] {
        case UInt8(ascii: "\""): return string(text, limit: limit)
        case UInt8(ascii: "t"): return word("true", text, limit)
        case UInt8(ascii: "f"): return word("false", text, limit)
        case UInt8(ascii: "n"): return word("null", text, limit)
        default: return number(text)
        }
    }

    /// A number that is sure to be finite: others, and very long ones, are left to the parser.
    private static func number(_ text: UnsafePointer<UInt8>) -> (length: Int, isNumber: Bool)? {
        var place = text
        if place[0] == UInt8(ascii: "-") { place += 1 }
        guard isDigit(place[0]), place[0] != UInt8(ascii: "0") || !isDigit(place[1]) else { return nil }
        while isDigit(place[0]) { place += 1 }
        if place[0] == UInt8(ascii: ".") {
            guard isDigit(place[1]) else { return nil }
            place += 2
            while isDigit(place[0]) { place += 1 }
        }
        if place[0] | 0x20 == UInt8(ascii: "e") {
            place += 1
            if place[0] == UInt8(ascii: "+") || place[0] == UInt8(ascii: "-") { place += 1 }
            let exponent = place
            while isDigit(place[0]) { place += 1 }
            guard (1...2).contains(place - exponent) else { return nil }
        }
        return place - text <= 32 ? (place - text, true) : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// A string without escapes and of ASCII alone; others are left to the parser.
    private static func string(_ text: UnsafePointer<UInt8>, limit: Int) -> (length: Int, isNumber: Bool)? {
        var count = 1
        while count < limit, text[count] != UInt8(ascii: "\"") {
            guard text[count] >= 0x20, text[count] < 0x7F, text[count] != UInt8(ascii: "\\") else { return nil }
            count += 1
        }
        guard count < limit else { return nil }
        let isNumber = ["NaN", "Infinity", "-Infinity"].contains { (name: StaticString) in
            name.utf8CodeUnitCount == count - 1 && memcmp(name.utf8Start, text + 1, count - 1) == 0
        }
        return (count + 1, isNumber)
    }

    private static func word(
        _ word: StaticString, _ text: UnsafePointer<UInt8>, _ limit: Int
    ) -> (length: Int, isNumber: Bool)? {
        let count = word.utf8CodeUnitCount
        return count <= limit && memcmp(word.utf8Start, text, count) == 0 ? (count, false) : nil
    }
}
