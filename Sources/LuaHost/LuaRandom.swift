/// `math.random` over the host's random bits.
enum LuaRandom {
    static func draw(_ arguments: [LuaData], from bits: () -> UInt64) throws -> [LuaData] {
        let bounds: [Int]
        do { bounds = try arguments.map { value throws(LuaMismatch) in try Int.decode(value) } } catch {
            throw LuaCallError(function: "math.random", LuaArguments.named("bound", error))
        }
        switch bounds.count {
        case 0: return [.number(Double(bits() >> 11) * 0x1p-53)]
        case 1 where bounds[0] == 0: return [.integer(Int(bitPattern: UInt(bits())))]
        case 1: return [.integer(try integer(1, bounds[0], bits))]
        case 2: return [.integer(try integer(bounds[0], bounds[1], bits))]
        default: throw LuaFailure(.error, "math.random takes at most two bounds, not \(bounds.count)")
        }
    }

    /// Unbiased: a draw from the incomplete last round is thrown away.
    private static func integer(_ low: Int, _ high: Int, _ bits: () -> UInt64) throws -> Int {
        guard low <= high else { throw LuaFailure(.error, "math.random: there is no integer from \(low) to \(high)") }
        let span = UInt64(bitPattern: Int64(high &- low)) &+ 1
        guard span != 0 else { return Int(bitPattern: UInt(bits())) }
        let threshold = (0 &- span) % span
        while true {
            let product = bits().multipliedFullWidth(by: span)
            if product.low >= threshold { return low &+ Int(bitPattern: UInt(product.high)) }
        }
    }
}
