import JSON
import Rollouts
import Sweeps
import Testing

@Suite struct AxisTests {
    static let turns = DeclaredParameter(name: "turns", fallback: 3, isInteger: true)
    static let kl = DeclaredParameter(name: "kl", fallback: 0.05)
    static let weight = DeclaredParameter(name: "weight", fallback: 0)
    static let feedback = DeclaredParameter(name: "feedback", fallback: "execution", choices: ["execution", "random"])
    static let style = DeclaredParameter(name: "style", fallback: "plain")
    static let size = DeclaredParameter(name: "size", fallback: 1, choices: [1, 10])
    static let isFast = DeclaredParameter(name: "fast", fallback: false)
    static let budgets = DeclaredParameter(name: "budgets", fallback: [1, 2], isInteger: true)
    static let rates = DeclaredParameter(name: "rates", fallback: [1, 0.5])
    static let words = DeclaredParameter(name: "words", fallback: ["a"])

    @Test(
        arguments: [
            (turns, "1,3,5", [1, 3, 5]), (turns, " 1 , 3 ", [1, 3]), (turns, "7", [7]), (turns, "2..5", [2, 3, 4, 5]),
            (turns, "1..9..4", [1, 5, 9]), (turns, "1..8..4", [1, 5]), (turns, "3..3", [3]),
            (turns, "5..1..-2", [5, 3, 1]),
            (turns, "-1..1,9", [-1, 0, 1, 9]), (turns, "linear(1,9,5)", [1, 3, 5, 7, 9]),
            (turns, "log(1,1000,4)", [1, 10, 100, 1000]), (turns, "log(1,100,3),7", [1, 10, 100, 7]),
            (kl, "0.1,1", [0.1, 1.0]), (kl, "1..3", [1.0, 2.0, 3.0]), (weight, "0,0.5", [0, 0.5]),
            (weight, "linear(0,1,3)", [0, 0.5, 1]), (feedback, "random,execution", ["random", "execution"]),
            (feedback, "*", ["execution", "random"]), (size, "*", [1, 10]), (isFast, "*", [false, true]),
            (isFast, "true", [true]), (style, "a b, c ", ["a b", "c"]),
            (style, #""a,b",c,"","log(""#, ["a,b", "c", "", "log("]),
            (style, "1..5", ["1..5"]), (style, "f(a", ["f(a"]), (budgets, "[1,2,5],[1,3]", [[1, 2, 5], [1, 3]]),
            (budgets, "[ 1 ],[]", [[1], []]), (rates, "[1,2]", [[1.0, 2.0]]),
            (words, #"[a,"b]"],[c]"#, [["a", "b]"], ["c"]]),
        ] as [(DeclaredParameter, String, [JSONValue])])
    func aTextIsAListOfValues(_ parameter: DeclaredParameter, _ text: String, _ values: [JSONValue]) throws {
        let axis = try Axis(parsing: text, of: parameter)
        #expect(axis.values == .list(values))
        #expect(axis.name == parameter.name)
        #expect(axis.distribution == .categorical(values))
    }

    @Test(
        arguments: [
            (kl, "uniform(1e-5,1e-3)", .uniform(low: 1e-5, high: 1e-3)),
            (weight, "uniform(0,1)", .uniform(low: 0, high: 1)),
            (kl, "loguniform( 0.001 , 0.1 )", .logUniform(low: 0.001, high: 0.1)),
            (turns, "uniform(1,9)", .integer(low: 1, high: 9)),
        ] as [(DeclaredParameter, String, Distribution)])
    func aTextIsARange(_ parameter: DeclaredParameter, _ text: String, _ distribution: Distribution) throws {
        let axis = try Axis(parsing: text, of: parameter)
        #expect(axis.values == .range(distribution))
        #expect(axis.distribution == distribution)
    }

    /// Of the last digits that a logarithm brings nothing is left.
    @Test func spacedNumbersAreShort() throws {
        func texts(_ text: String) throws -> String { try Axis(parsing: text, of: Self.kl).text }
        #expect(try texts("log(0.001,0.1,3)") == "kl=0.001,0.01,0.1")
        #expect(try texts("log(0.001,0.1,4)") == "kl=0.001,0.00464158883361,0.0215443469003,0.1")
        #expect(try texts("log(1e-6,1e-2,5)") == "kl=1e-06,1e-05,0.0001,0.001,0.01")
        #expect(try texts("linear(0,1,11)") == "kl=0.0,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1.0")
        #expect(try texts("linear(-0.3,0.7,11)") == "kl=-0.3,-0.2,-0.1,0.0,0.1,0.2,0.3,0.4,0.5,0.6,0.7")
        #expect(try texts("linear(0.1,1000,3)") == "kl=0.1,500.05,1000.0")
        #expect(try texts("log(1e-300,1e300,3)") == "kl=1e-300,1.0,1e+300")
    }

    @Test(
        arguments: [
            (turns, "three", "the parameter turns must be a whole number, not 'three'"),
            (turns, "1,1.5", "the parameter turns must be a whole number, not '1.5'"),
            (kl, "nan", "the parameter kl must be a number, not 'nan'"),
            (isFast, "1", "the parameter fast must be true or false, not '1'"),
            (
                feedback, "radnom",
                "the parameter feedback must be one of execution, random, not 'radnom'; did you mean 'random'?"
            ),
            (size, "1..3", "the parameter size must be one of 1, 10, not 2"),
            (
                budgets, "[1,x]",
                "the parameter budgets must be a list with commas, each element a whole number, not '[1,x]'"
            ),
            (
                budgets, "1,2,5",
                "the values of budgets are lists: write each in brackets, budgets=[1,2],[1,3], not '1'"
            ),
            (turns, "", "turns= lacks its values: write them with commas between them"),
            (style, "", "style= lacks its values: write them with commas between them (an empty string is \"\")"),
            (turns, "1,,3", "turns=1,,3 has a comma with no value beside it"),
            (turns, "1,3,1", "turns would have the value 1 twice: each value of a grid stands once"),
            (weight, "1,1.0", "weight would have the value 1.0 twice: each value of a grid stands once"),
            (
                turns, "5..1",
                "the range 5..1 of turns never ends, since its steps lead away from 1; write 1..5, or a step below 0 for falling "
                    + "numbers, 5..1..-1"
            ),
            (
                turns, "1..5..-2",
                "the range 1..5..-2 of turns never ends, since its steps lead away from 5; write a step above 0, 1..5..2"
            ),
            (turns, "1..5..0", "the range 1..5..0 of turns never ends, since its step is 0; write a step such as 1"),
            (
                kl, "0.1..0.5",
                "the range 0.1..0.5 of kl needs whole numbers, as in 1..5 or 1..9..2; for others write linear(a,b,n)"
            ),
            (
                turns, "1..2000000",
                "turns would have more than 1000000 values: give fewer, or draw from a range by uniform(a,b) and --samples"
            ),
            (
                turns, "-9223372036854775808..9223372036854775807",
                "turns would have more than 1000000 values: give fewer, or draw from a range by uniform(a,b) and --samples"
            ),
            (
                kl, "linear(0,1,9999999)",
                "kl would have more than 1000000 values: give fewer, or draw from a range by uniform(a,b) and --samples"
            ),
            (kl, "log(0,1,3)", "log(0,1,3) for kl needs ends above 0, since 0.0 has no logarithm"),
            (kl, "loguniform(1,-1)", "loguniform(1,-1) for kl needs ends above 0, since -1.0 has no logarithm"),
            (
                kl, "log(0.1,1,0)",
                "log(0.1,1,0) for kl holds both its ends, so its count must be a whole number of at least 2, not '0'"
            ),
            (kl, "log(1,0.1,3)", "log(1,0.1,3) for kl needs a first end below its second: write log(0.1,1,3)"),
            (kl, "uniform(1,1)", "uniform(1,1) for kl needs a first end below its second: write kl=1.0"),
            (kl, "uniform(0,inf)", "the ends of uniform(0,inf) for kl must be numbers, not 'inf'"),
            (kl, "uniform(0)", "uniform(0) for kl needs two ends: uniform(a,b)"),
            (kl, "linear(0,1)", "linear(0,1) for kl needs two ends and a count: linear(a,b,n)"),
            (kl, "loguniform(1e-310,1)", "the ends of loguniform(1e-310,1) for kl must lie between 1e-300 and 1e300"),
            (kl, "uniform(-1e308,1)", "the ends of uniform(-1e308,1) for kl must lie between -1e300 and 1e300"),
            (
                kl, "linear(1,1.0000000000001,9)",
                "the ends of linear(1,1.0000000000001,9) for kl lie too close for 9 numbers of 12 digits: give fewer"
            ),
            (
                kl, "uniform(0,1),3",
                "uniform(0,1) is a range to draw from, and kl is given values beside it: keep one of the two"
            ),
            (
                kl, "lgo(1,10,3)",
                "kl has no values 'lgo(1,10,3)'; did you mean 'log'? write log(a,b,n), linear(a,b,n), uniform(a,b) or loguniform(a,b)"
            ),
            (kl, "log(1,2", "kl=log(1,2 has a bracket or a quote that is not closed"),
            (
                turns, "log(1,100,4)",
                "the parameter turns must be a whole number, and log(1,100,4) has 4.64158883361: choose another count, or write the "
                    + "values"
            ),
            (
                turns, "loguniform(1,9)",
                "turns is a whole number, which loguniform(1,9) does not draw: write uniform(a,b), or the values"
            ),
            (
                turns, "uniform(1,2.5)",
                "turns is a whole number, so the ends of uniform(1,2.5) must be whole numbers"
            ),
            (
                turns, "uniform(-9223372036854775808,9223372036854775807)",
                "the ends of uniform(-9223372036854775808,9223372036854775807) for turns lie too far apart"
            ),
            (
                size, "uniform(1,10)",
                "the parameter size must be one of 1, 10, so it cannot be drawn from uniform(1,10)"
            ),
            (turns, "*", "turns=* stands for all choices, and the script gives turns none: write the values"),
            (
                style, "log(1,2,3)",
                "style is made of strings and takes no log(1; for a string of these letters write it in double quotes"
            ),
            (
                style, #""a"b"#,
                #""a"b for style is no string in double quotes: inside them a quote is \" and a backslash \\, and behind them comes a "#
                    + "comma or nothing"
            ),
            (
                words, "[a][b]",
                "words is made of strings and takes no a][b; for a string of these letters write it in double quotes"
            ),
        ] as [(DeclaredParameter, String, String)])
    func aBadTextIsOneSentence(_ parameter: DeclaredParameter, _ text: String, _ message: String) {
        let error = #expect(throws: SweepError.self) { try Axis(parsing: text, of: parameter) }
        #expect(error?.description == message)
        #expect(error?.isUsage == true)
    }

    @Test(
        arguments: [
            (turns, [1, 3, 5], [1, 3, 5]), (turns, [1.0, 2.0], [1, 2]), (turns, 4, [4]), (kl, [1, 0.5], [1.0, 0.5]),
            (kl, "log(0.01,1,3)", [0.01, 0.1, 1.0]), (style, ["a,b", "*"], ["a,b", "*"]), (style, "a,b", ["a", "b"]),
            (isFast, true, [true]), (budgets, [[1, 2], []], [[1, 2], []]), (feedback, "*", ["execution", "random"]),
        ] as [(DeclaredParameter, JSONValue, [JSONValue])])
    func aScriptGivesAListOrAText(_ parameter: DeclaredParameter, _ value: JSONValue, _ values: [JSONValue]) throws {
        #expect(try Axis(value, of: parameter).values == .list(values))
    }

    @Test(
        arguments: [
            (turns, [1, "3"], "the parameter turns must be a whole number, not the text \"3\""),
            (turns, [1.5], "the parameter turns must be a whole number, not 1.5"),
            (turns, [], "turns has no value to try: give one or more, such as turns=1,3,5"),
            (turns, [:], "turns has no value to try: give one or more, such as turns=1,3,5"),
            (
                turns, ["low": 1],
                "turns needs a list of values, such as { 1, 3, 5 }, and not a table with names: {\"low\":1}"
            ),
            (turns, [1, 1.0], "turns would have the value 1 twice: each value of a grid stands once"),
            (kl, [.number(.infinity)], "the parameter kl must be a number, not \"Infinity\""),
            (
                budgets, [1, 2],
                "the values of budgets are lists: write each in braces of its own, budgets = { { 1, 2 }, { 1, 3 } }, not [1,2]"
            ),
            (
                feedback, ["radnom"],
                "the parameter feedback must be one of execution, random, not the text \"radnom\"; did you mean 'random'?"
            ),
        ] as [(DeclaredParameter, JSONValue, String)])
    func aBadTableIsOneSentence(_ parameter: DeclaredParameter, _ value: JSONValue, _ message: String) {
        let error = #expect(throws: SweepError.self) { try Axis(value, of: parameter) }
        #expect(error?.description == message)
    }

    @Test func seedsAreWholeNumbers() throws {
        #expect(try Axis.seeds(parsing: "1..5") == [1, 2, 3, 4, 5])
        #expect(try Axis.seeds(parsing: "1, 2,9") == [1, 2, 9])
        #expect(try Axis.seeds(parsing: "7,1..3,18446744073709551615") == [7, 1, 2, 3, .max])
        #expect(try Axis.seeds(parsing: "18446744073709551614..18446744073709551615") == [.max - 1, .max])
    }

    @Test(arguments: [
        ("", "seed must be whole numbers from 0 on, such as 1,2,9 or 1..5, not ''"),
        ("1,-2", "seed must be whole numbers from 0 on, such as 1,2,9 or 1..5, not '1,-2'"),
        ("1..3,2", "seed would have the value 2 twice: each seed stands once"),
        (
            "0..1000000",
            "seed would have more than 1000000 values: give fewer, or draw from a range by uniform(a,b) and --samples"
        ),
        (
            "5..1",
            "the range 5..1 of seed never ends, since its steps lead away from 1; write 1..5, or a step below 0 for falling "
                + "numbers, 5..1..-1"
        ),
    ]) func badSeedsAreOneSentence(_ text: String, _ message: String) {
        let error = #expect(throws: SweepError.self) { try Axis.seeds(parsing: text) }
        #expect(error?.description == message)
    }

    /// What is printed is read as what was printed, whatever letters a string has.
    @Test func whatIsPrintedIsReadAgain() throws {
        var random = RandomKey(seed: 5, purpose: .script).stream()
        let pieces = [
            "a", "b", ",", "\"", "\\", "[", "]", "(", ")", "*", " ", "\n", "..", "log(", "uniform(", "é", "\u{301}",
            "\u{0}", "=", "日", "1",
        ]
        func word() -> String { (0..<random.below(5)).map { _ in pieces[random.below(pieces.count)] }.joined() }
        func number() -> Double {
            Double(sign: .plus, exponent: random.below(80) - 40, significand: random.uniform() - 0.5)
        }
        func distinct<T: Hashable>(_ make: () -> T) -> [T] {
            var seen: Set<T> = []
            return (0...random.below(4)).map { _ in make() }.filter { seen.insert($0).inserted }
        }
        for _ in 0..<3000 {
            for (parameter, values) in [
                (Self.style, distinct(word).map { JSONValue.string($0) }),
                (
                    Self.words,
                    distinct { (0..<random.below(4)).map { _ in word() } }.map { .array($0.map { .string($0) }) }
                ),
                (Self.kl, distinct(number).map { .number($0) }),
                (Self.turns, distinct { random.below(2000) - 1000 }.map { .int($0) }),
                (
                    Self.rates,
                    distinct { (0..<random.below(4)).map { _ in number() } }.map { .array($0.map { .number($0) }) }
                ),
            ] {
                let axis = try Axis(.array(values), of: parameter)
                #expect(axis.text.hasPrefix(parameter.name + "="))
                #expect(try Axis(parsing: String(axis.text.dropFirst(parameter.name.count + 1)), of: parameter) == axis)
            }
            let ends = [number(), number()].sorted()
            guard ends[0] < ends[1] else { continue }
            for (parameter, distribution) in [
                (Self.kl, Distribution.uniform(low: ends[0], high: ends[1])),
                (Self.kl, .logUniform(low: abs(ends[0]), high: abs(ends[0]) + 1)),
                (Self.turns, .integer(low: -3, high: random.below(9))),
            ] {
                let axis = try Axis(parsing: distribution.text, of: parameter)
                #expect(axis.values == .range(distribution))
                #expect(axis.text == parameter.name + "=" + distribution.text)
            }
        }
    }

    /// Whatever is written, there is an axis or a sentence about it.
    @Test func anyTextIsReadOrRefused() {
        var random = RandomKey(seed: 6, purpose: .script).stream()
        let pieces = [
            "1", "3", "0.5", "-", "..", ",", "log(", "linear(", "uniform(", "loguniform(", ")", "[", "]", "\"", "\\",
            "*", " ", "e9", "e400",
            "inf", "nan", "random", "\u{0}",
        ]
        var count = 0
        for _ in 0..<20_000 {
            let text = (0..<random.below(9)).map { _ in pieces[random.below(pieces.count)] }.joined()
            for parameter in [
                Self.turns, Self.kl, Self.style, Self.feedback, Self.size, Self.isFast, Self.budgets, Self.words,
            ] {
                if (try? Axis(parsing: text, of: parameter)) != nil { count += 1 }
            }
            if (try? Axis.seeds(parsing: text)) != nil { count += 1 }
        }
        #expect(count > 1000)
    }
}
