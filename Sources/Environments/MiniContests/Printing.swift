extension MiniContests {
    /// The last line of a program: its Python, and what it prints.
    package enum Printing: Sendable, Hashable {
        case plain, reversed, sum
        case joined(String)
        case afterMark(String), beforeMark(String)
        case hidingOdd(String)
        case sorted(distinct: Bool, descending: Bool)

        /// The line, with its newline.
        ///
        /// - Parameter list: the list's name; any name but `a` is undefined and makes the line raise a `NameError`.
        package func python(list a: String = "a") -> String {
            switch self {
            case .plain: return "print(*\(a))\n"
            case .reversed: return "print(*\(a)[::-1])\n"
            case .sum: return "print(sum(\(a)))\n"
            case .joined(let separator): return "print(*\(a),sep='\(separator)')\n"
            case .afterMark(let mark): return "print('\(mark)',*\(a))\n"
            case .beforeMark(let mark): return "print(*\(a),'\(mark)')\n"
            case .hidingOdd(let mark): return "print(*['\(mark)' if x%2 else x for x in \(a)])\n"
            case .sorted(let distinct, let descending):
                let items = distinct ? "set(\(a))" : a
                return "print(*sorted(\(items))\(descending ? "[::-1]" : ""))\n"
            }
        }

        /// What the line prints, without the newline.
        func output(_ list: [Int]) -> String {
            switch self {
            case .plain: return spaced(list)
            case .reversed: return spaced(list.reversed())
            case .sum: return String(list.reduce(0, +))
            case .joined(let separator): return spaced(list, by: separator)
            case .afterMark(let mark): return list.isEmpty ? mark : mark + " " + spaced(list)
            case .beforeMark(let mark): return list.isEmpty ? mark : spaced(list) + " " + mark
            case .hidingOdd(let mark): return spaced(list, hiding: mark)
            case .sorted(let distinct, let descending):
                var items = list.sorted(by: descending ? (>) : (<))
                if distinct {
                    items = items.indices.compactMap { $0 > 0 && items[$0] == items[$0 - 1] ? nil : items[$0] }
                }
                return spaced(items)
            }
        }

        private func spaced(_ list: [Int], by separator: String = " ", hiding mark: String? = nil) -> String {
            var text = ""
            for (index, x) in list.enumerated() {
                if index > 0 { text += separator }
                if let mark, x % 2 != 0 { text += mark } else { text += String(x) }
            }
            return text
        }
    }
}
