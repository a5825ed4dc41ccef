/// The hash of FIPS 180-4. Nobody can make two programs of one hash.
struct SHA256 {
    private var state: [UInt32] = [
        0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
    ]
    private var pending: [UInt8] = []
    private var count = 0

    /// Takes in a text and its length, so that no two lists of texts are the same.
    mutating func add(_ text: String) {
        var length = UInt64(text.utf8.count).littleEndian
        withUnsafeBytes(of: &length) { update($0) }
        var text = text
        text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        count += bytes.count
        pending += bytes
        let whole = pending.count / 64 * 64
        for start in stride(from: 0, to: whole, by: 64) { block(start) }
        pending.removeFirst(whole)
    }

    /// The hash of all that was taken in, in hexadecimal.
    func hexadecimal() -> String {
        var copy = self
        let bits = UInt64(count) * 8
        copy.pending.append(0x80)
        while copy.pending.count % 64 != 56 { copy.pending.append(0) }
        for shift in stride(from: 56, through: 0, by: -8) {
            copy.pending.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
        }
        for start in stride(from: 0, to: copy.pending.count, by: 64) { copy.block(start) }
        return copy.state.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    private mutating func block(_ start: Int) {
        var words = [UInt32](repeating: 0, count: 64)
        for i in 0..<16 {
            words[i] = (0..<4).reduce(0) { $0 << 8 | UInt32(pending[start + 4 * i + $1]) }
        }
        for i in 16..<64 {
            let (a, b) = (words[i - 15], words[i - 2])
            let low = Self.turn(a, 7) ^ Self.turn(a, 18) ^ a >> 3
            let high = Self.turn(b, 17) ^ Self.turn(b, 19) ^ b >> 10
            words[i] = words[i - 16] &+ low &+ words[i - 7] &+ high
        }
        var s = state
        for i in 0..<64 {
            let choice = s[4] & s[5] ^ ~s[4] & s[6]
            let first =
                s[7] &+ (Self.turn(s[4], 6) ^ Self.turn(s[4], 11) ^ Self.turn(s[4], 25)) &+ choice &+ Self.constants[i]
                &+ words[i]
            let majority = s[0] & s[1] ^ s[0] & s[2] ^ s[1] & s[2]
            let second = (Self.turn(s[0], 2) ^ Self.turn(s[0], 13) ^ Self.turn(s[0], 22)) &+ majority
            s = [first &+ second, s[0], s[1], s[2], s[3] &+ first, s[4], s[5], s[6]]
        }
        for i in 0..<8 { state[i] &+= s[i] }
    }

    private static func turn(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

    /// The fractional parts of the cube roots of the first 64 primes, found with whole numbers alone.
    private static let constants: [UInt32] = {
        let primes = (2..<312).filter { number in (2..<number).allSatisfy { number % $0 != 0 } }
        return primes.map { prime in
            // The largest r with r^3 <= prime * 2^96, its low 32 bits.
            var root: UInt64 = 0
            for bit in stride(from: 34, through: 0, by: -1) {
                let trial = root | 1 << UInt64(bit)
                let square = trial.multipliedFullWidth(by: trial)
                // trial^3 as high * 2^64 + low; trial < 2^35, so it fits 128 bits.
                let low = square.low.multipliedFullWidth(by: trial)
                let high = square.high &* trial &+ low.high
                if high < UInt64(prime) << 32 || (high == UInt64(prime) << 32 && low.low == 0) { root = trial }
            }
            return UInt32(truncatingIfNeeded: root)
        }
    }()
}
