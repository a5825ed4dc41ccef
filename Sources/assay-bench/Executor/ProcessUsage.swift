import Foundation

/// What this process and those below it hold at this moment.
struct ProcessUsage: Codable {
    /// Anonymous memory that is resident, in bytes: of this process, and of all below it.
    let host, workers: Int
    /// Open in this process.
    let descriptors: Int
    /// How many processes there are below this one.
    let processes: Int

    init() {
        let family = Self.descendants(of: getpid())
        host = Self.anonymousMemory(of: getpid())
        workers = family.reduce(0) { $0 + Self.anonymousMemory(of: $1) }
        descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
        processes = family.count
    }

    /// CPU time of this process, of all below it, and of all that those have waited for, in seconds; to 10 ms for each that lives.
    static func cpuSeconds() -> Double {
        let reaped = [RUSAGE_SELF, RUSAGE_CHILDREN].reduce(0) { total, who in
            var usage = rusage()
            getrusage(__rusage_who_t(who.rawValue), &usage)
            return total + Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
                + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
        }
        let living = descendants(of: getpid()).reduce(0) { total, process in
            // The name may hold anything; 11 fields after it come four times, in ticks.
            let fields = (text("/proc/\(process)/stat").split(separator: ")").last ?? "").split(separator: " ")
            return total + fields.dropFirst(11).prefix(4).reduce(0) { $0 + (Int($1) ?? 0) }
        }
        return reaped + Double(living) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// What one process, of ours or not, has used.
    struct Own {
        /// Of its threads, without what its children used.
        let cpuSeconds: Double
        /// Anonymous memory that is resident, in bytes.
        let memory: Int

        /// Nil for a process that has ended.
        init?(of process: pid_t) {
            let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
            // The first field of three: nanoseconds on a core.
            let times = threads.compactMap { thread in
                text("/proc/\(process)/task/\(thread)/schedstat").split(separator: " ").first.flatMap { Int($0) }
            }
            guard !times.isEmpty else { return nil }
            cpuSeconds = Double(times.reduce(0, +)) / 1e9
            memory = anonymousMemory(of: process)
        }
    }

    private static func descendants(of process: pid_t) -> [pid_t] {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
        let children = threads.flatMap { thread in
            text("/proc/\(process)/task/\(thread)/children").split(separator: " ").compactMap { pid_t($0) }
        }
        return children + children.flatMap(descendants)
    }

    private static func anonymousMemory(of process: pid_t) -> Int {
        let line = text("/proc/\(process)/status").split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
        let kilobytes = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
        return (kilobytes ?? 0) << 10
    }

    private static func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
}
