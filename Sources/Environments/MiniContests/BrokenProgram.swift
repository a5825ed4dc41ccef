internal import Rollouts

extension MiniContests {
    /// Programs that no Python parses.
    ///
    /// The domain's lines have balanced brackets, strings of one character that is no bracket or quote, and no
    /// comments. So each of these is certain to be a syntax error, and nobody has to ask Python:
    /// a bracket or quote dropped, a closing bracket doubled, an iterable left out, or a cut inside brackets, inside a
    /// string or after an operator. The tests ask Python nevertheless.
    enum BrokenProgram {
        private enum Fault: Int { case droppedDelimiter, doubledCloser, missingIterable, cut }

        /// The program with one fault.
        static func source(of program: Program, using random: inout RandomStream) -> String {
            let bytes = Array(program.source.utf8)
            // Not every program has an iterable to leave out, nor is every cut a fault: draw again.
            for _ in 0..<20 {
                guard let fault = Fault(rawValue: random.below(4)) else { continue }
                if let broken = apply(fault, to: bytes, using: &random) {
                    return String(decoding: broken, as: UTF8.self)
                }
            }
            return program.source.replacing("print(", with: "print((", maxReplacements: 1)
        }

        private static func apply(
            _ fault: Fault, to source: [UInt8], using random: inout RandomStream
        ) -> [UInt8]? {
            func place(among characters: String) -> Int {
                let places = source.indices.filter { characters.utf8.contains(source[$0]) }
                return places[random.below(places.count)]
            }
            var broken = source
            switch fault {
            case .droppedDelimiter:
                broken.remove(at: place(among: "()[]'"))
            case .doubledCloser:
                let index = place(among: ")]")
                broken.insert(source[index], at: index)
            case .missingIterable:
                let loop = Array(" for x in a".utf8)
                guard let start = source.firstRange(of: loop)?.upperBound else { return nil }
                broken.removeSubrange(start - 2..<start)
            case .cut:
                let header = readLine.utf8.count
                broken.removeSubrange((header + random.below(source.count - header))...)
                guard isOpen(broken) else { return nil }
                while let last = broken.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\n") {
                    broken.removeLast()
                }
                broken.append(UInt8(ascii: "\n"))
            }
            return broken
        }

        /// Whether the text stops inside brackets, inside a string, or after an operator that wants an operand.
        private static func isOpen(_ source: [UInt8]) -> Bool {
            var depth = 0
            var isInString = false
            for byte in source {
                switch byte {
                case UInt8(ascii: "'"): isInString.toggle()
                case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
                default: break
                }
            }
            return depth > 0 || isInString || source.last == UInt8(ascii: "=") || source.last == UInt8(ascii: "+")
        }
    }
}
