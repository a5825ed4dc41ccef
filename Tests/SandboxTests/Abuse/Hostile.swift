import Rollouts

/// A program that a judge must survive, and what it is told.
struct Hostile: Sendable {
    /// What it tries.
    let name: String
    let source: String
    let verdicts: Set<Verdict>
    /// What it must print for `accepted`; a judge that gives way prints something else.
    let expected: String
    /// Whether only the clock ends it: such programs get little of it.
    let waits: Bool
    /// Whether it takes a while to meet the limit that its verdict names: such programs get plenty of processor time.
    let grows: Bool

    init(
        _ name: String, _ verdicts: Set<Verdict>, expected: String = "refused", waits: Bool = false,
        grows: Bool = false, _ source: String
    ) {
        (self.name, self.source, self.verdicts) = (name, source, verdicts)
        (self.expected, self.waits, self.grows) = (expected, waits, grows)
    }

    /// A program of one or more expressions, all of which must be refused with an `OSError`.
    static func refused(_ name: String, imports: String = "os", _ expressions: String...) -> Hostile {
        let attempts = expressions.map { expression in
            """
            try: print("done:", \(expression))
            except OSError as error: pass

            """
        }
        return Hostile(name, [.accepted], "import \(imports)\n" + attempts.joined() + "print('refused')")
    }

    /// A program that makes system calls past Python, all of which must fail.
    ///
    /// - Parameter calls: number on x86-64, then arguments, as Python writes a tuple.
    static func refusedCalls(_ name: String, _ calls: String...) -> Hostile {
        Hostile(
            name, [.accepted],
            """
            import ctypes
            libc = ctypes.CDLL(None, use_errno=True)
            for call in [\(calls.map { "(\($0),)" }.joined(separator: ", "))]:
                result = libc.syscall(*(ctypes.c_long(word) if isinstance(word, int) else word for word in call))
                if result != -1: print("done:", call, result)
            print("refused")
            """)
    }
}
