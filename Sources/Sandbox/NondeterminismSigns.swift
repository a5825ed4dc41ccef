import CSandbox
import Rollouts

/// Words by which a program's text shows that it may print something else next time. Errs on the side of a mark: a word in a comment counts.
struct NondeterminismSigns: Sendable {
    /// Phrases that count wherever they stand as whole words.
    var phrases: [(phrase: String, means: NondeterminismSource)] = []
    /// The word that introduces a line of imports.
    var importing = ""
    /// Names that count on such a line.
    var imports: [String: NondeterminismSource] = [:]

    /// What Python programs use. Names that are put together while the program runs are not found.
    static let python = NondeterminismSigns(
        phrases: [
            ("urandom", .entropy), ("getrandom", .entropy), ("SystemRandom", .entropy), ("Random()", .entropy),
            ("seed()", .entropy), ("os.times", .clock), ("getloadavg", .system), ("cpu_count", .system),
            ("sched_getaffinity", .system), ("st_mtime", .clock), ("st_ctime", .clock), ("st_atime", .clock),
            ("st_ino", .system), ("os.uname", .system), ("__import__", .system),
        ],
        importing: "import",
        imports: [
            "time": .clock, "datetime": .clock, "timeit": .clock, "sched": .clock, "signal": .clock,
            "resource": .clock, "logging": .clock, "cProfile": .clock, "profile": .clock, "asyncio": .clock,
            "secrets": .entropy, "uuid": .entropy, "tempfile": .entropy, "threading": .threads, "_thread": .threads,
            "concurrent": .threads, "multiprocessing": .threads, "ctypes": .system, "_ctypes": .system,
            "platform": .system, "importlib": .system, "cffi": .system,
        ])

    /// What C++ programs use. Names that the preprocessor puts together are not found.
    static let cpp = NondeterminismSigns(
        phrases: [
            ("chrono", .clock), ("clock", .clock), ("time(", .clock), ("time (", .clock), ("times(", .clock),
            ("gettimeofday", .clock), ("clock_gettime", .clock), ("timespec_get", .clock), ("getrusage", .clock),
            ("ftime", .clock), ("rdtsc", .clock), ("_rdtsc", .clock), ("__rdtsc", .clock), ("__rdtscp", .clock),
            ("__builtin_ia32_rdtsc", .clock), ("__TIME__", .clock), ("__DATE__", .clock), ("__TIMESTAMP__", .clock),
            ("setitimer", .clock), ("alarm", .clock), ("last_write_time", .clock), ("st_mtime", .clock),
            ("random_device", .entropy), ("getrandom", .entropy), ("getentropy", .entropy), ("urandom", .entropy),
            ("arc4random", .entropy), ("getauxval", .entropy), ("_rdrand32_step", .entropy),
            ("_rdrand64_step", .entropy), ("thread", .threads), ("jthread", .threads), ("async", .threads),
            ("pthread_create", .threads), ("thrd_create", .threads), ("hardware_concurrency", .system),
            ("get_nprocs", .system), ("sysconf", .system), ("sysinfo", .system), ("getloadavg", .system),
            ("sched_getaffinity", .system), ("sched_getcpu", .system), ("uname", .system), ("st_ino", .system),
            ("syscall", .system), ("asm", .system), ("__asm", .system), ("__asm__", .system), ("dlopen", .system),
            ("__get_cpuid", .system), ("__builtin_cpu_supports", .system),
        ])

    /// All that a text shows, in the order of `NondeterminismSource.allCases`.
    func variations(in source: String) -> [NondeterminismSource] {
        var source = source
        let found = source.withUTF8 { text in
            var found: Set<NondeterminismSource> = []
            for (phrase, means) in phrases where !found.contains(means) {
                forEachOccurrence(of: phrase, in: text) { _ in found.insert(means) }
            }
            if !importing.isEmpty {
                var seen = 0  // no line twice, however often it says `import`
                forEachOccurrence(of: importing, in: text) { place in
                    if place < seen { return }
                    let line = Self.line(at: place, in: text)
                    seen = line.endIndex
                    for word in line.split(whereSeparator: { !Self.isWord($0) }) {
                        if let means = imports[String(decoding: word, as: UTF8.self)] { found.insert(means) }
                    }
                }
            }
            return found
        }
        return found.isEmpty ? [] : NondeterminismSource.allCases.filter(found.contains)
    }

    private func forEachOccurrence(
        of phrase: String, in text: UnsafeBufferPointer<UInt8>, _ body: (Int) -> Void
    ) {
        var phrase = phrase
        phrase.withUTF8 { wanted in
            var from = 0
            while from < text.count {
                let hit = sandbox_find(
                    text.baseAddress! + from, text.count - from, wanted.baseAddress!, wanted.count)
                if hit < 0 { return }
                let place = from + hit
                from = place + wanted.count
                let begins = place == 0 || !Self.isWord(text[place - 1]) || !Self.isWord(wanted[0])
                let ends = from == text.count || !Self.isWord(text[from]) || !Self.isWord(wanted[wanted.count - 1])
                if begins && ends { body(place) }
            }
        }
    }

    private static func line(at place: Int, in text: UnsafeBufferPointer<UInt8>) -> Slice<UnsafeBufferPointer<UInt8>> {
        let newline = UInt8(ascii: "\n")
        let start = text[..<place].lastIndex(of: newline).map { $0 + 1 } ?? 0
        return text[start..<(text[place...].firstIndex(of: newline) ?? text.count)]
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: byte >= 0x80
        }
    }
}
