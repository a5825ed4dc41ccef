/// What a user asks of Slurm for each trial of a sweep: options of `sbatch` by their long names, as in `partition=gpu,time=1:00:00`.
package struct SlurmOptions: Sendable, Equatable {
    /// An option; nil for one that takes no value.
    package struct Option: Sendable, Equatable {
        package let name: String
        package let value: String?

        /// As `sbatch` takes it.
        package var word: String { "--" + name + (value.map { "=" + $0 } ?? "") }
    }

    /// In the order given; no name comes twice.
    package private(set) var options: [Option] = []

    /// Options without a value: behind a comma they are options, and no part of the value before.
    private static let flags: Set = ["contiguous", "exclusive", "overcommit", "oversubscribe", "spread-job"]
    /// What a sweep says itself, or what would make of its tasks something else than trials.
    private static let own = [
        "array", "batch", "chdir", "clusters", "error", "help", "hold", "ignore-pbs", "input", "job-name",
        "kill-on-invalid-dep",
        "no-kill", "no-requeue", "open-mode", "output", "parsable", "quiet", "requeue", "test-only", "usage", "verbose",
        "version",
        "wait", "wrap",
    ]

    /// No options.
    package init() {}

    /// Reads texts such as `partition=gpu,time=1:00:00`. A comma begins another option where a word and `=` follow, or an option without value
    /// such as `exclusive`; otherwise it belongs to the value, as in `nodelist=a1,a2`.
    ///
    /// - Throws: `SweepError` that names the part which is no option, is said twice, or is the sweep's own.
    package init(_ texts: [String]) throws {
        for text in texts {
            var parts: [String] = []
            for piece in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
                if parts.isEmpty || Self.begins(piece) {
                    parts.append(piece)
                } else {
                    parts[parts.count - 1] += "," + piece
                }
            }
            for part in parts { try add(part, of: text) }
        }
        // Found here rather than by `sbatch`, whose own answer to it is a job that is never told of its end.
        if let signal = self["signal"], Self.lead(of: signal) == nil {
            throw SweepError(
                "--slurm: signal=\(signal) would not tell a trial that its time is nearly up; write signal=B:USR1@SECONDS, or leave it out",
                isUsage: true)
        }
    }

    /// The value of an option.
    package subscript(name: String) -> String? { options.first { $0.name == name }?.value }

    /// As `--slurm` takes it.
    package var text: String { options.map { $0.name + ($0.value.map { "=" + $0 } ?? "") }.joined(separator: ",") }

    private static func begins(_ piece: String) -> Bool {
        if flags.contains(piece) { return true }
        guard let sign = piece.firstIndex(of: "=") else { return false }
        return isName(piece[..<sign])
    }

    private static func isName(_ text: some StringProtocol) -> Bool {
        text.utf8.count > 1 && text.utf8.first != UInt8(ascii: "-")
            && text.utf8.allSatisfy { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || $0 == UInt8(ascii: "-") }
    }

    private mutating func add(_ part: String, of text: String) throws {
        func refuse(_ reason: String) -> SweepError { SweepError("--slurm \"\(text)\": \(reason)", isUsage: true) }
        let sign = part.firstIndex(of: "=")
        let name = String(part[..<(sign ?? part.endIndex)])
        let value = sign.map { String(part[part.index(after: $0)...]) }
        guard Self.isName(name) else {
            throw refuse(
                "\"\(name)\" is no name of an option; write sbatch's long names without dashes, as in partition=gpu,time=1:00:00"
            )
        }
        // `sbatch` takes the beginning of a name for the whole.
        if let own = Self.own.first(where: { $0.hasPrefix(name) }) {
            throw refuse("a sweep sets \(own) itself; leave \"\(part)\" out")
        }
        guard value != nil || Self.flags.contains(name) else {
            throw refuse("\"\(name)\" needs a value: write \(name)=VALUE")
        }
        guard value != "", value?.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) != false else {
            throw refuse("the value of \"\(name)\" is empty or holds a line end or another control character")
        }
        guard !options.contains(where: { $0.name == name }) else { throw refuse("\"\(name)\" is said twice") }
        options.append(Option(name: name, value: value))
    }
}

extension SlurmOptions {
    /// CPUs of a trial: as many as one has on a machine by default, where the user says nothing.
    package var cores: Int { self["cpus-per-task"].flatMap { Int($0) } ?? 2 }

    /// Seconds before the end of its time at which a trial is told to make a restart point: a minute, or a tenth of a short time limit, and
    /// what the user said where he did. Slurm may tell it up to a minute earlier.
    package var lead: Int {
        if let lead = self["signal"].flatMap(Self.lead(of:)) { return lead }
        guard let limit = self["time"].flatMap(Self.seconds(of:)) else { return 60 }
        return min(60, max(5, limit / 10))
    }

    /// The seconds of `B:USR1@60`.
    private static func lead(of signal: String) -> Int? {
        let start = "B:USR1@"
        guard signal.hasPrefix(start), let seconds = Int(signal.dropFirst(start.count)), 1...65535 ~= seconds else {
            return nil
        }
        return seconds
    }

    /// Reads a time limit of Slurm: `minutes`, `minutes:seconds`, `hours:minutes:seconds`, `days-hours`, `days-hours:minutes` or
    /// `days-hours:minutes:seconds` (https://slurm.schedmd.com/sbatch.html).
    ///
    /// - Returns: seconds; nil for what is none of these, such as `UNLIMITED`.
    package static func seconds(of time: String) -> Int? {
        let halves = time.split(separator: "-", omittingEmptySubsequences: false)
        let fields = (halves.last ?? "").split(separator: ":", omittingEmptySubsequences: false).map { field in
            field.utf8.count <= 9 && !field.isEmpty && field.utf8.allSatisfy { 0x30...0x39 ~= $0 } ? Int(field) : nil
        }
        guard halves.count <= 2, 1...3 ~= fields.count, !fields.contains(nil) else { return nil }
        let numbers = fields.compactMap(\.self)
        guard halves.count == 2 else {
            switch numbers.count {
            case 1: return numbers[0] * 60
            case 2: return numbers[0] * 60 + numbers[1]
            default: return numbers[0] * 3600 + numbers[1] * 60 + numbers[2]
            }
        }
        guard halves[0].utf8.count <= 9, let days = Int(halves[0]), days >= 0 else { return nil }
        return zip(numbers, [3600, 60, 1]).reduce(days * 86400) { $0 + $1.0 * $1.1 }
    }
}
