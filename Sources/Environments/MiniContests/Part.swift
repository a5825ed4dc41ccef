extension MiniContests {
    /// One line of a statement, and the lines of code that it may stand for.
    package struct Part: Sendable {
        package let name: String
        /// What the statement says.
        package let phrase: String
        /// One of them is the hidden truth of a problem. A part with a single one says what it means.
        package let alternatives: [Line]
        /// The alternative that is right most often in training and test problems. Nothing tells the policy which.
        package let conventional: Int

        init(_ name: String, _ phrase: String, _ alternatives: [Line]) {
            (self.name, self.phrase, self.alternatives) = (name, phrase, alternatives)
            conventional = Int(CRC32.checksum("conv:" + name)) % alternatives.count
        }
    }
}

extension MiniContests.Part {
    private static let separators = ["/", "|", ";", "_", "~", "+"]
    private static let marks = ["@", "#", "$", "&", "!", "^"]
    private typealias Steps = MiniContests.Transformation

    private static func step(_ name: String, _ phrase: String, _ steps: [Steps]) -> Self {
        Self(name, phrase, steps.map { .step($0) })
    }

    private static func out(_ name: String, _ phrase: String, _ lines: [MiniContests.Printing]) -> Self {
        Self(name, phrase, lines.map { .print($0) })
    }

    /// The parts that choose elements.
    package static let selects: [Self] = [
        Self("every", "keep all of them", [.nothing]),
        step("even", "keep the even ones", [.keepEven]),
        step("odd", "keep the odd ones", [.keepOdd]),
        step("big", "keep the big ones", (2...6).map { .keepAbove($0) }),
        step("first", "keep the first few", (1...4).map { .first($0) }),
        step("last", "keep the last few", (1...4).map { .last($0) }),
        step("skip", "skip the first few", (1...4).map { .skip($0) }),
    ]

    /// The parts that change elements.
    package static let maps: [Self] = [
        Self("same", "leave each as is", [.nothing]),
        step("double", "double each", [.each(.times(2))]),
        step("square", "square each", [.each(.squared)]),
        step("shift", "shift each", (1...5).map { .each(.plus($0)) }),
        step("scale", "scale each", (2...5).map { .each(.times($0)) }),
        step(
            "zorp", "zorp each",
            [
                .each(.plus(1)), .each(.minus(1)), .each(.times(3)), .each(.negated),
                .each(.squared), .each(.modulo(3)), .each(.halved), .each(.from(9)),
            ]),
        step("front", "put the magic number in front", (1...8).map { .prepend($0) }),
        step("back", "put the magic number at the end", (1...8).map { .append($0) }),
    ]

    /// The parts that print.
    package static let outs: [Self] = [
        out("plain", "print them", [.plain]),
        out("rev", "print them backwards", [.reversed]),
        out("sum", "print the sum", [.sum]),
        out("join", "print them joined", separators.map { .joined($0) }),
        out("mark", "print them after the mark", marks.map { .afterMark($0) }),
        out("end", "print them before the mark", marks.map { .beforeMark($0) }),
        out("hide", "print them with odd ones hidden", marks.map { .hidingOdd($0) }),
        out(
            "sort", "print them sorted",
            [
                .sorted(distinct: false, descending: false), .sorted(distinct: false, descending: true),
                .sorted(distinct: true, descending: false), .sorted(distinct: true, descending: true),
            ]),
    ]

    /// The three kinds, in the order of a statement.
    package static let kinds = [selects, maps, outs]
    /// The names of all parts, in that order.
    package static let names = kinds.joined().map(\.name)
}

extension MiniContests {
    /// What one alternative of a part adds to a program.
    package enum Line: Sendable, Hashable {
        case nothing
        case step(Transformation)
        case print(Printing)
    }
}
