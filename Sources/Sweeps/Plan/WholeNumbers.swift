/// Whole numbers at even steps: `a..b`, or `a..b..step`; `b` is one of them where the steps meet it.
enum WholeNumbers {
    /// - Parameter name: whose values they are, for errors.
    /// - Throws: `SweepError` for a range that never ends, and for one of more than a million numbers.
    static func range<Number: FixedWidthInteger>(_ text: String, of name: String) throws(SweepError) -> [Number] {
        func problem(_ text: String) -> SweepError { SweepError(text, isUsage: true) }
        let parts = text.split(separator: "..", omittingEmptySubsequences: false).map { $0.trimmed }
        guard (2...3).contains(parts.count), let first = Number(parts[0]), let last = Number(parts[1]),
            let step = parts.count > 2 ? Int(parts[2]) : 1
        else {
            throw problem(
                "the range \(DeclaredParameter.brief(text)) of \(name) needs whole numbers, as in 1..5 or 1..9..2; for others write "
                    + "linear(a,b,n)")
        }
        guard step != 0 else {
            throw problem("the range \(text) of \(name) never ends, since its step is 0; write a step such as 1")
        }
        guard (step > 0) == (first <= last) || first == last else {
            let remedy =
                step > 0
                ? "write \(last)..\(first), or a step below 0 for falling numbers, \(first)..\(last)..-\(step)"
                : "write a step above 0, \(first)..\(last)..\(step.magnitude)"
            throw problem("the range \(text) of \(name) never ends, since its steps lead away from \(last); \(remedy)")
        }
        var numbers: [Number] = [first], next = first
        // A step that is wider than the type leads beyond the last number.
        guard let width = Number(exactly: step.magnitude) else { return numbers }
        while true {
            let sum = step > 0 ? next.addingReportingOverflow(width) : next.subtractingReportingOverflow(width)
            guard !sum.overflow, step > 0 ? sum.partialValue <= last : sum.partialValue >= last else { return numbers }
            next = sum.partialValue
            numbers.append(next)
            try Axis.check(count: numbers.count, of: name)
        }
    }
}

extension Axis {
    /// The seeds that stand behind `seed=`: `1,2,9`, `1..5`, or both.
    ///
    /// - Throws: `SweepError` for what is no seed, for none, and for one that comes twice.
    package static func seeds(parsing text: String) throws(SweepError) -> [UInt64] {
        var seeds: [UInt64] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let part = part.trimmed
            if part.contains("..") {
                seeds += try WholeNumbers.range(part, of: "seed") as [UInt64]
            } else {
                guard let seed = UInt64(part) else {
                    throw SweepError(
                        "seed must be whole numbers from 0 on, such as 1,2,9 or 1..5, not '\(DeclaredParameter.brief(text))'",
                        isUsage: true)
                }
                seeds.append(seed)
            }
            try check(count: seeds.count, of: "seed")
        }
        var seen: Set<UInt64> = []
        for seed in seeds where !seen.insert(seed).inserted {
            throw SweepError("seed would have the value \(seed) twice: each seed stands once", isUsage: true)
        }
        return seeds
    }
}
