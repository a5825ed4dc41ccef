extension MiniContests.Program {
    /// The program of a text made of the domain's lines: the reading line, lines that change the list, one that prints.
    /// Any other text gives nil, also where Python would run it.
    package init?(parsing source: String) {
        guard source.hasPrefix(MiniContests.readLine) else { return nil }
        var lines = source.dropFirst(MiniContests.readLine.count).split(separator: "\n").map { $0 + "\n" }
        guard let last = lines.popLast(), let (printing, name) = Self.printings[String(last)] else { return nil }
        var steps: [MiniContests.Transformation] = []
        for line in lines {
            guard let step = Self.transformations[String(line)] else { return nil }
            steps.append(step)
        }
        // Repeated squares outgrow the integers of this interpreter; no conversation of the domain gets so far.
        guard steps.count <= 4 else { return nil }
        self.init(steps: steps, printing: printing, undefinedName: name)
    }

    private static let transformations: [String: MiniContests.Transformation] = {
        var table: [String: MiniContests.Transformation] = [:]
        for case .step(let step) in MiniContests.Part.kinds.joined().flatMap(\.alternatives) {
            table[step.python] = step
        }
        return table
    }()

    private static let printings: [String: (MiniContests.Printing, undefinedName: String?)] = {
        var table: [String: (MiniContests.Printing, undefinedName: String?)] = [:]
        for case .print(let printing) in MiniContests.Part.kinds.joined().flatMap(\.alternatives) {
            table[printing.python()] = (printing, nil)
            table[printing.python(list: "b")] = (printing, "b")
        }
        return table
    }()
}
