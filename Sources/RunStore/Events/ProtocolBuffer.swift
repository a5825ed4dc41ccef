/// Writes messages in the wire format of Protocol Buffers (https://protobuf.dev/programming-guides/encoding/).
///
/// A field that is added is written even where it holds its default; who wants it left out does not add it.
struct ProtocolBuffer: Sendable {
    private enum WireType: UInt64 {
        case varint = 0
        case fixed64 = 1
        case lengthDelimited = 2
        case fixed32 = 5
    }

    private(set) var bytes: [UInt8] = []

    /// Starts again without giving the memory back.
    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    mutating func add(_ field: Int, _ value: Int) {
        key(field, .varint)
        varint(UInt64(bitPattern: Int64(value)))
    }

    mutating func add(_ field: Int, _ value: Bool) { add(field, value ? 1 : 0) }

    mutating func add(_ field: Int, _ value: Double) {
        key(field, .fixed64)
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func add(_ field: Int, _ value: Float) {
        key(field, .fixed32)
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func add(_ field: Int, _ text: String) {
        key(field, .lengthDelimited)
        varint(UInt64(text.utf8.count))
        append(text)
    }

    mutating func add(_ field: Int, _ message: ProtocolBuffer) {
        begin(field, length: message.bytes.count)
        bytes.append(contentsOf: message.bytes)
    }

    /// Adds a message that `body` fills.
    mutating func add(_ field: Int, _ body: (inout ProtocolBuffer) -> Void) {
        var message = ProtocolBuffer()
        body(&message)
        add(field, message)
    }

    /// Begins a message of `length` bytes, which the caller adds next.
    mutating func begin(_ field: Int, length: Int) {
        key(field, .lengthDelimited)
        varint(UInt64(length))
    }

    /// Adds bytes without a key.
    mutating func append(_ text: String) {
        let isAppended: Void? = text.utf8.withContiguousStorageIfAvailable { bytes.append(contentsOf: $0) }
        if isAppended == nil { bytes.append(contentsOf: text.utf8) }
    }

    /// How many bytes a text of `count` takes up with its length and a key of one byte.
    static func textFieldSize(_ count: Int) -> Int {
        var (size, rest) = (2 + count, count >> 7)
        while rest > 0 { (size, rest) = (size + 1, rest >> 7) }
        return size
    }

    private mutating func key(_ field: Int, _ type: WireType) { varint(UInt64(field) << 3 | type.rawValue) }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
