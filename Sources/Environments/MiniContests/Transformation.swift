extension MiniContests {
    /// A line that changes the list `a`: its Python, and what Python makes of it.
    package enum Transformation: Sendable, Hashable {
        case keepEven, keepOdd
        case keepAbove(Int)
        case first(Int), last(Int), skip(Int)
        case each(ElementRule)
        case prepend(Int), append(Int)

        /// The line, with its newline.
        package var python: String {
            switch self {
            case .keepEven: "a=[x for x in a if x%2==0]\n"
            case .keepOdd: "a=[x for x in a if x%2==1]\n"
            case .keepAbove(let k): "a=[x for x in a if x>\(k)]\n"
            case .first(let k): "a=a[:\(k)]\n"
            case .last(let k): "a=a[-\(k):]\n"
            case .skip(let k): "a=a[\(k):]\n"
            case .each(let rule): "a=[\(rule.python) for x in a]\n"
            case .prepend(let k): "a=[\(k)]+a\n"
            case .append(let k): "a=a+[\(k)]\n"
            }
        }

        func apply(to list: inout [Int]) {
            switch self {
            case .keepEven: list.removeAll { modulo($0, 2) != 0 }
            case .keepOdd: list.removeAll { modulo($0, 2) != 1 }
            case .keepAbove(let k): list.removeAll { $0 <= k }
            case .first(let k): list.removeLast(max(0, list.count - k))
            case .last(let k): list.removeFirst(max(0, list.count - k))
            case .skip(let k): list.removeFirst(min(k, list.count))
            case .each(let rule): for i in list.indices { list[i] = rule.apply(list[i]) }
            case .prepend(let k): list.insert(k, at: 0)
            case .append(let k): list.append(k)
            }
        }
    }
}

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
