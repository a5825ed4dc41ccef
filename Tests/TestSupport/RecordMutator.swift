package import Foundation

/// Damages files as a disk, a careless editor or an attacker would, each time otherwise and always the same for a seed.
package struct RecordMutator {
    private var state: UInt64

    /// A mutator whose damage follows from `seed`.
    package init(seed: UInt64) { state = seed }

    /// What readers of JSON and of numbers stumble over.
    private static let pieces: [String] = [
        "-1", "0", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e308", "-1e308", "1e-320",
        "1e999",
        "0.1", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "null", "true", "[]", "{}", "\"\"", "[1,2]", "[[[[[[1]]]]]]",
        "{\"a\":{}}",
        #""\u0000""#, #""\u001b]0;owned\u0007""#, #""\u001b[2J\r\n\t""#, #""\u007f\u0085\u202e\u2066""#, #""\ud83d""#,
        #""\r\n""#, #""\n""#, #""e\u0301\u0301\u0301""#, #""👩‍👩‍👧‍👧""#, "\"../../etc/passwd\"", "\"/\"", "\u{0}",
        "\u{1B}[31m", "\n", "\r\n", "{", "}", "[",
        "]", ",", ":", "\"", "\\", "\\u",
    ]

    private mutating func next() -> UInt64 {
        // SplitMix64 (Steele et al., 2014).
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// A number from 0 to below `bound`.
    package mutating func below(_ bound: Int) -> Int { bound <= 0 ? 0 : Int(next() % UInt64(bound)) }

    /// `data` with one to four damages.
    package mutating func damaged(_ data: Data) -> Data {
        var bytes = [UInt8](data)
        for _ in 0...below(4) { damage(&bytes) }
        return Data(bytes)
    }

    private mutating func damage(_ bytes: inout [UInt8]) {
        let place = below(bytes.count + 1)
        switch below(10) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(below(8))
        case 1 where place < bytes.count: bytes[place] = UInt8(below(256))
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + below(40)))
        case 3:
            let end = min(bytes.count, place + 1 + below(200))
            bytes.insert(contentsOf: Array(bytes[place..<end]), at: below(bytes.count + 1))
        case 4: bytes.removeSubrange(place...)
        case 5: bytes.insert(contentsOf: Self.pieces[below(Self.pieces.count)].utf8, at: place)
        case 6:
            let many = Self.pieces[below(Self.pieces.count)]
            bytes.insert(contentsOf: String(repeating: many, count: 1 + below(300)).utf8, at: place)
        // Most of what a record decides stands behind a colon or a comma: another value there.
        default: replaceValue(&bytes, from: place)
        }
    }

    private mutating func replaceValue(_ bytes: inout [UInt8], from place: Int) {
        let separators = Set(":,[".utf8)
        guard let start = bytes[place...].firstIndex(where: separators.contains).map({ $0 + 1 }) else { return }
        var (end, depth, isQuoted) = (start, 0, false)
        while end < bytes.count {
            let byte = bytes[end]
            if isQuoted {
                if byte == UInt8(ascii: "\\") { end += 1 } else if byte == UInt8(ascii: "\"") { isQuoted = false }
            } else if byte == UInt8(ascii: "\"") {
                isQuoted = true
            } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                depth += 1
            } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
                if depth == 0 { break }
                depth -= 1
            } else if byte == UInt8(ascii: ","), depth == 0 {
                break
            }
            end += 1
        }
        bytes.replaceSubrange(start..<min(end, bytes.count), with: Self.pieces[below(Self.pieces.count)].utf8)
    }
}
