import Rollouts

/// The programs by which one language's workers are attacked from inside.
struct LanguageProbe {
    let language: Language
    /// What `endless` may use.
    let limits: Limits
    /// Prints a line `layer: what got through` for every breach, and at last `done`.
    let attack: Program
    /// The layers that it attacks, and how, as a clause.
    let layers: [(name: String, tried: String)]
    /// What a limit must stop, and the verdict that says so.
    let endless: [(program: Program, verdict: Verdict)]
    /// Shows addresses, hashes and what the interpreter holds.
    let state: Program
    /// Changes what it shares with the next program.
    let spoil: Program
    /// A program that does nothing.
    let empty: String
    /// What a compiler must not accept: each shows something of this machine in its errors, or uses it.
    var refusedTexts: [String] = []

    /// A text and what it reads.
    struct Program {
        let source, input: String
        init(_ source: String, _ input: String = "") { (self.source, self.input) = (source, input) }
    }
}
