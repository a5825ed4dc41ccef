/// A number that follows from data, for the draws of a bootstrap: the same data give the same draws, in whichever run and on whichever machine.
///
/// FNV-1a (Fowler, Noll and Vo). Texts and numbers are told apart from those behind them.
package struct DataKey: Sendable {
    /// The key of all that was added.
    package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// The key of nothing yet.
    package init() {}

    /// Adds a byte.
    package mutating func add(byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }

    /// Adds a text. No UTF-8 has the byte 0xFF: where a text ends is told.
    package mutating func add(_ text: String) {
        for byte in text.utf8 { add(byte: byte) }
        add(byte: 0xFF)
    }

    /// Adds a number, as eight bytes.
    package mutating func add(_ number: Int) {
        for shift in stride(from: 0, to: 64, by: 8) { add(byte: UInt8(truncatingIfNeeded: number >> shift)) }
    }
}
