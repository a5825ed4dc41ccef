/// Whether what a program printed is what it had to print.
enum OutputComparison {
    /// Compares the tokens between ASCII white space, byte for byte.
    static func matches(_ printed: [UInt8], expected: String) -> Bool {
        printed.withUnsafeBufferPointer { printed in
            var expected = expected
            return expected.withUTF8 { expected in sameTokens(printed, expected) }
        }
    }

    private static func sameTokens(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        var (i, j) = (0, 0)
        while true {
            while i < left.count && isSpace(left[i]) { i += 1 }
            while j < right.count && isSpace(right[j]) { j += 1 }
            if i == left.count || j == right.count { return i == left.count && j == right.count }
            while i < left.count && j < right.count && !isSpace(left[i]) && left[i] == right[j] {
                i += 1
                j += 1
            }
            let leftEnds = i == left.count || isSpace(left[i])
            let rightEnds = j == right.count || isSpace(right[j])
            if !leftEnds || !rightEnds { return false }
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
