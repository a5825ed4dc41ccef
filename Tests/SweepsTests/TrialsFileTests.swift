import JSON
import Rollouts
import Sweeps
import Testing

@Suite struct TrialsFileTests {
    private static let declared = [
        DeclaredParameter(name: "turns", fallback: 3, isInteger: true), DeclaredParameter(name: "kl", fallback: 0.05),
        DeclaredParameter(name: "style", fallback: "plain"), DeclaredParameter(name: "budgets", fallback: [1, 2]),
    ]

    private func read(_ text: String) throws -> [String] {
        try TrialsFile.read(text, declared: Self.declared).map { trial in
            trial.map { "\($0.name)=\($0.value.text)" }.joined(separator: " ")
        }
    }

    @Test func eachLineIsATrial() throws {
        #expect(
            try read("turns,kl,seed\n1, 0.5 ,7\n3,1e-3,18446744073709551615")
                == ["turns=1 kl=0.5 seed=7", #"turns=3 kl=0.001 seed="18446744073709551615""#])
    }

    /// As spreadsheets write them: a byte order mark, CRLF, quotes, an empty line at the end.
    @Test func quotesAreThoseOfTheStandard() throws {
        #expect(
            try read("\u{FEFF}style,\"budgets\"\r\n\"a, \"\"b\"\"\r\nc\",\"1,2\"\r\n d ,\r\n\r\n")
                == [#"style="a, \"b\"\r\nc" budgets=[1,2]"#, #"style=" d " budgets=[]"#])
    }

    @Test(arguments: [
        (
            "",
            "the list of trials is empty: its first line names parameters, as in turns,kl, and each line below is a trial"
        ),
        (
            "\n\n",
            "the list of trials is empty: its first line names parameters, as in turns,kl, and each line below is a trial"
        ),
        ("turns\n", "the list of trials has a header and no trial: each line below the header is one"),
        ("turns,kl\n1\n", "line 2 of the list of trials has 1 field, and the header 2 names"),
        ("turns,turns\n", "line 1 of the list of trials names the parameter 'turns' twice"),
        (
            "tunrs\n1\n",
            "line 1 of the list of trials names 'tunrs', and the script has no parameter of that name; did you mean 'turns'? it has "
                + "turns, kl, style, budgets"
        ),
        (
            "style,turns\n\"a\nb\",1\nc,x\n",
            "line 4 of the list of trials does not fit: the parameter turns must be a whole number, not 'x'"
        ),
        ("turns\n1\n\n2\n1", "line 5 of the list of trials lists the trial of line 2 again: keep one of the two"),
        ("turns,seed\n1,-1\n", "line 2 of the list of trials has the seed '-1', which is no whole number from 0 on"),
        ("style\nx\n\"a\n", "line 3 of the list of trials opens a quote that nothing closes"),
        (
            "style\na\"b\n",
            "line 2 of the list of trials has a quote inside a field; put the whole field into quotes and write the quote twice"
        ),
        (
            "style\n\"a\"b\n",
            "line 2 of the list of trials has text behind a closing quote; a quote inside quotes is written twice"
        ),
        (
            "style\na\rb\n",
            "line 2 of the list of trials has a carriage return that no line feed follows; lines end in LF or CRLF"
        ),
        (String(repeating: ",", count: 5000), "line 1 of the list of trials has more than 4096 fields"),
    ]) func aBadFileIsOneSentence(_ text: String, _ message: String) {
        let error = #expect(throws: SweepError.self) { try TrialsFile.read(text, declared: Self.declared) }
        #expect(error?.description == message)
        #expect(error?.isUsage == true)
    }

    /// What is written by the standard is read as it was, and whatever else is written is read or refused.
    @Test func whatIsQuotedIsReadAgain() throws {
        var random = RandomKey(seed: 7, purpose: .script).stream()
        let pieces = ["a", ",", "\"", "\r", "\n", "\r\n", " ", "é", "\u{301}", "\u{FEFF}", "\u{0}", "1"]
        func word() -> String { (0..<random.below(6)).map { _ in pieces[random.below(pieces.count)] }.joined() }
        for _ in 0..<3000 {
            let words = Set((0...random.below(4)).map { _ in word() }).sorted()
            // By its scalars: an accent behind a quote makes another character of it.
            let lines = words.map { word in
                "\"" + word.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\",1"
            }
            let text = "style,kl\n" + lines.joined(separator: random.below(2) == 0 ? "\n" : "\r\n")
            #expect(try TrialsFile.read(text, declared: Self.declared).map { $0[0].value } == words.map { .string($0) })
            _ = try? TrialsFile.read("style,kl\n" + word() + word() + word(), declared: Self.declared)
        }
    }
}
