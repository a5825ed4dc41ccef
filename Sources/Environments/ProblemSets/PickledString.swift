/// Reads a pickle that holds one string and nothing else, without doing what a pickle says: none of its other operations is known here.
/// The operations are those of Python's `pickletools`.
enum PickledString {
    /// The string's bytes in UTF-8; nil for any other pickle.
    static func bytes(of pickle: [UInt8]) -> ArraySlice<UInt8>? {
        var rest = pickle[...], string: ArraySlice<UInt8>?
        func number(_ count: Int) -> Int? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            let value = rest.prefix(count).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return Int(exactly: value)
        }
        while let operation = rest.popFirst() {
            switch operation {
            case 0x80: guard let version = number(1), (2...5).contains(version) else { return nil }  // PROTO
            case 0x95: guard number(8) != nil else { return nil }  // FRAME
            case 0x8C, UInt8(ascii: "X"), 0x8D:  // SHORT_BINUNICODE, BINUNICODE, BINUNICODE8
                let width = operation == 0x8C ? 1 : operation == 0x8D ? 8 : 4
                guard string == nil, let count = number(width), count <= rest.count else { return nil }
                string = rest.prefix(count)
                rest = rest.dropFirst(count)
            case 0x94: continue  // MEMOIZE
            case UInt8(ascii: "q"): guard number(1) != nil else { return nil }  // BINPUT
            case UInt8(ascii: "r"): guard number(4) != nil else { return nil }  // LONG_BINPUT
            case UInt8(ascii: "."): return rest.isEmpty ? string : nil  // STOP
            default: return nil
            }
        }
        return nil
    }
}
