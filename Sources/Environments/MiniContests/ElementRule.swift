extension MiniContests {
    /// What a program does to each `x` of the list.
    package enum ElementRule: Sendable, Hashable {
        case plus(Int), minus(Int), times(Int)
        case negated, squared
        case modulo(Int), halved, from(Int)

        /// The expression in Python.
        var python: String {
            switch self {
            case .plus(let k): "x+\(k)"
            case .minus(let k): "x-\(k)"
            case .times(let k): "x*\(k)"
            case .negated: "-x"
            case .squared: "x*x"
            case .modulo(let k): "x%\(k)"
            case .halved: "x//2"
            case .from(let k): "\(k)-x"
            }
        }

        /// The value of the expression, with Python's floor division and modulo.
        func apply(_ x: Int) -> Int {
            switch self {
            case .plus(let k): x + k
            case .minus(let k): x - k
            case .times(let k): x * k
            case .negated: -x
            case .squared: x * x
            case .modulo(let k): MiniContests.modulo(x, k)
            case .halved: x >> 1
            case .from(let k): k - x
            }
        }
    }

    /// Python's `x % k` for a positive `k`: never negative.
    static func modulo(_ x: Int, _ k: Int) -> Int {
        let remainder = x % k
        return remainder < 0 ? remainder + k : remainder
    }
}
