/// Decompresses one DEFLATE stream (RFC 1951).
struct Inflater {
    private let bytes: [UInt8]
    private(set) var position: Int
    private(set) var output: [UInt8]
    private let limit: Int
    private var bits: UInt64 = 0
    private var bitCount = 0

    init(_ bytes: [UInt8], from position: Int, output: [UInt8], limit: Int) {
        (self.bytes, self.position, self.output, self.limit) = (bytes, position, output, limit)
    }

    /// Decompresses to the end of the stream; `position` is then the byte after it.
    mutating func run() throws(GzipError) {
        var isLast = false
        while !isLast {
            isLast = try take(1) == 1
            switch try take(2) {
            case 0: try storedBlock()
            case 1: try block(Self.fixedLiterals, Self.fixedDistances)
            case 2:
                let (literals, distances) = try dynamicCodes()
                try block(literals, distances)
            default: throw GzipError("it is damaged")
            }
        }
        position -= bitCount / 8  // whole bytes that were not needed
    }

    private mutating func fill(_ count: Int) throws(GzipError) {
        while bitCount < count {
            guard position < bytes.count else { throw GzipError("it ends too early") }
            bits |= UInt64(bytes[position]) << UInt64(bitCount)
            position += 1
            bitCount += 8
        }
    }

    private mutating func take(_ count: Int) throws(GzipError) -> Int {
        if count == 0 { return 0 }
        try fill(count)
        let value = Int(bits & (1 << UInt64(count) - 1))
        bits >>= UInt64(count)
        bitCount -= count
        return value
    }

    private mutating func storedBlock() throws(GzipError) {
        _ = try take(bitCount % 8)
        let length = try take(16)
        guard try take(16) == ~length & 0xFFFF else { throw GzipError("it is damaged") }
        try reserve(length)
        for _ in 0..<length { output.append(UInt8(try take(8))) }
    }

    private func reserve(_ count: Int) throws(GzipError) {
        guard output.count + count <= limit else { throw GzipError("it holds more than the \(limit) bytes allowed") }
    }

    private mutating func block(_ literals: PrefixCode, _ distances: PrefixCode) throws(GzipError) {
        while true {
            let symbol = try symbol(literals)
            if symbol < 256 {
                try reserve(1)
                output.append(UInt8(symbol))
                continue
            }
            if symbol == 256 { return }
            guard symbol - 257 < Self.lengths.count else { throw GzipError("it is damaged") }
            let length = Self.lengths[symbol - 257] + (try take(Self.lengthBits(symbol - 257)))
            let code = try self.symbol(distances)
            guard code < 30 else { throw GzipError("it is damaged") }
            let bits = max(0, code / 2 - 1)
            let distance = (code < 4 ? code + 1 : (2 + code % 2) << bits + 1) + (try take(bits))
            guard distance <= output.count else { throw GzipError("it is damaged") }
            try reserve(length)
            for _ in 0..<length { output.append(output[output.count - distance]) }
        }
    }

    private mutating func symbol(_ code: PrefixCode) throws(GzipError) -> Int {
        var (word, first, index) = (0, 0, 0)
        for length in 1...15 {
            word |= try take(1)
            let count = code.counts[length]
            if word - first < count { return code.symbols[index + word - first] }
            index += count
            first = (first + count) << 1
            word <<= 1
        }
        throw GzipError("it is damaged")
    }

    private mutating func dynamicCodes() throws(GzipError) -> (PrefixCode, PrefixCode) {
        let literalCount = try take(5) + 257, distanceCount = try take(5) + 1, lengthCount = try take(4) + 4
        var lengths = Array(repeating: 0, count: 19)
        for place in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15].prefix(lengthCount) {
            lengths[place] = try take(3)
        }
        let code = PrefixCode(lengths)
        lengths = []
        while lengths.count < literalCount + distanceCount {
            switch try symbol(code) {
            case 16:
                guard let last = lengths.last else { throw GzipError("it is damaged") }
                lengths += Array(repeating: last, count: try take(2) + 3)
            case 17: lengths += Array(repeating: 0, count: try take(3) + 3)
            case 18: lengths += Array(repeating: 0, count: try take(7) + 11)
            case let length: lengths.append(length)
            }
        }
        guard lengths.count == literalCount + distanceCount else { throw GzipError("it is damaged") }
        return (PrefixCode(Array(lengths[..<literalCount])), PrefixCode(Array(lengths[literalCount...])))
    }

    private static let lengths = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static func lengthBits(_ index: Int) -> Int { index < 8 || index == 28 ? 0 : index / 4 - 1 }
    private static let fixedLiterals = PrefixCode(
        (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
    private static let fixedDistances = PrefixCode(Array(repeating: 5, count: 30))
}

/// A canonical prefix code: how many words of each length there are, and the symbols in the order of their words.
private struct PrefixCode {
    var counts = Array(repeating: 0, count: 16)
    var symbols: [Int] = []

    init(_ lengths: [Int]) {
        for length in lengths where length > 0 { counts[length] += 1 }
        for length in 1...15 { symbols += lengths.indices.filter { lengths[$0] == length } }
    }
}
