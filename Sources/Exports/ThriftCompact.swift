/// Writes structures in Thrift's compact protocol, as far as Parquet's metadata needs it
/// (github.com/apache/thrift, doc/specs/thrift-compact-protocol.md).
struct ThriftCompact {
    private enum Kind: UInt8 { case int32 = 5, int64 = 6, binary = 8, list = 9, structure = 12 }

    private(set) var bytes: [UInt8] = []
    private var lastField: Int16 = 0

    /// The bytes of a structure whose fields `body` writes in the order of their numbers.
    static func structure(_ body: (inout ThriftCompact) -> Void) -> [UInt8] {
        var writer = ThriftCompact()
        body(&writer)
        return writer.bytes + [0]
    }

    mutating func int32(_ field: Int16, _ value: Int) {
        begin(field, .int32)
        Self.zigzag(value, &bytes)
    }

    mutating func int64(_ field: Int16, _ value: Int) {
        begin(field, .int64)
        Self.zigzag(value, &bytes)
    }

    mutating func text(_ field: Int16, _ value: String) {
        begin(field, .binary)
        Self.text(value, &bytes)
    }

    mutating func structure(_ field: Int16, _ body: (inout ThriftCompact) -> Void) {
        begin(field, .structure)
        bytes += Self.structure(body)
    }

    /// A list of structures, each as `structure` gives it.
    mutating func structures(_ field: Int16, _ elements: [[UInt8]]) {
        begin(field, .list)
        head(elements.count, .structure)
        for element in elements { bytes += element }
    }

    mutating func int32s(_ field: Int16, _ values: [Int]) {
        begin(field, .list)
        head(values.count, .int32)
        for value in values { Self.zigzag(value, &bytes) }
    }

    mutating func texts(_ field: Int16, _ values: [String]) {
        begin(field, .list)
        head(values.count, .binary)
        for value in values { Self.text(value, &bytes) }
    }

    private mutating func begin(_ field: Int16, _ kind: Kind) {
        // Parquet's numbers never lie more than 15 apart, so the short form does.
        bytes.append(UInt8(field - lastField) << 4 | kind.rawValue)
        lastField = field
    }

    private mutating func head(_ count: Int, _ kind: Kind) {
        if count < 15 {
            bytes.append(UInt8(count) << 4 | kind.rawValue)
        } else {
            bytes.append(0xF0 | kind.rawValue)
            Self.varint(UInt64(count), &bytes)
        }
    }

    private static func text(_ value: String, _ bytes: inout [UInt8]) {
        varint(UInt64(value.utf8.count), &bytes)
        bytes += value.utf8
    }

    private static func zigzag(_ value: Int, _ bytes: inout [UInt8]) {
        varint(UInt64(bitPattern: Int64(value << 1 ^ value >> 63)), &bytes)
    }

    /// Seven bits a byte, the least first; the eighth says that more follow.
    static func varint(_ value: UInt64, _ bytes: inout [UInt8]) {
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(value))
    }
}
