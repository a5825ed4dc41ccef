import Database
import GRDB

/// What pages about a run's programs show.
extension VerdictLedger {
    /// How many programs ended with a verdict.
    package struct Count: Sendable, Hashable {
        package var verdict: String
        package var programs: Int
        /// How often they ran, and how often a ledger answered instead.
        package var executions, answers: Int

        /// A count from its parts.
        package init(verdict: String, programs: Int, executions: Int, answers: Int) {
            (self.verdict, self.programs, self.executions, self.answers) = (verdict, programs, executions, answers)
        }
    }

    /// One line of a page about programs.
    package struct Entry: Sendable {
        package var key, verdict, program: String
        /// What ran it, e.g. `Python 3.11.2`.
        package var runtime: String
        /// Of the test that took the most.
        package var cpuSeconds, cpuLimit: Double
        package var memoryBytes, memoryLimit: Int
    }

    /// The verdicts, the most frequent first.
    package func counts() throws -> [Count] {
        var counts: [Count] = []
        try file.run(
            "SELECT verdict, COUNT(*), SUM(executions), SUM(answers) FROM verdicts GROUP BY verdict ORDER BY 2 DESC, 1"
        ) {
            counts.append(
                Count(
                    verdict: try $0.text(0), programs: try $0.integer(1), executions: try $0.integer(2),
                    answers: try $0.integer(3)))
        }
        return counts
    }

    /// The programs that took the most CPU time on one test.
    package func slowest(_ count: Int) throws -> [Entry] {
        try entries("", by: "cpu_seconds DESC, key, runtime", count)
    }

    /// The programs that used at least four fifths of a limit, the nearest first.
    package func nearLimits(_ count: Int) throws -> [Entry] {
        let share = "MAX(cpu_seconds / cpu_limit, 1.0 * memory_bytes / memory_limit)"
        return try entries("WHERE near_limit OR \(share) >= 0.8", by: "\(share) DESC, key, runtime", count)
    }

    // Chosen by numbers alone: the texts of the other programs are not read.
    private func entries(_ condition: String, by order: String, _ count: Int) throws -> [Entry] {
        var entries: [Entry] = []
        let from = "FROM verdicts v JOIN runtimes r ON r.id = runtime"
        try file.run(
            """
            SELECT key, verdict, program, language || ' ' || version, cpu_seconds, cpu_limit, memory_bytes, memory_limit
            \(from) JOIN programs p ON p.id = v.id
            WHERE v.id IN (SELECT v.id \(from) \(condition) ORDER BY \(order) LIMIT ?) ORDER BY \(order)
            """, [count]
        ) { row in
            entries.append(
                Entry(
                    key: try row.text(0), verdict: try row.text(1), program: try row.text(2), runtime: try row.text(3),
                    cpuSeconds: try row.real(4), cpuLimit: try row.real(5), memoryBytes: try row.integer(6),
                    memoryLimit: try row.integer(7)))
        }
        return entries
    }
}
