import CSandbox
import Glibc
import Synchronization

/// The control groups of one worker: memory and processes of all that runs in its sandbox together.
///
/// A second wall. The first are the limits of each process, which hold without any right; a control group also counts what those do not: the
/// kernel's own memory, files in memory, page tables.
final class ControlGroup {
    /// Its folders, one for each hierarchy.
    let folders: [String]
    /// `cgroup.procs` of each folder, open: whoever writes 0 into it joins.
    let entrances: [Int32]

    private static let count = Atomic(0)

    /// A group for one worker, or nil where this process may not make one.
    ///
    /// - Parameters:
    ///   - memory: in bytes.
    ///   - processes: threads included.
    init?(memory: Int, processes: Int) {
        let hierarchies = ControlGroupHierarchy.writable
        if hierarchies.isEmpty { return nil }
        let number = Self.count.add(1, ordering: .relaxed).newValue
        var (folders, entrances): ([String], [Int32]) = ([], [])
        var isComplete = true
        for hierarchy in hierarchies {
            let folder = "\(hierarchy.folder)/\(ControlGroupHierarchy.prefix)\(getpid())-\(number)"
            guard mkdir(folder, 0o755) == 0 else {
                isComplete = false
                break
            }
            folders.append(folder)
            for (file, value) in hierarchy.settings(memory: memory, processes: processes) {
                isComplete = isComplete && Self.write(value, to: "\(folder)/\(file)")
            }
            let entrance = open("\(folder)/cgroup.procs", O_WRONLY | O_CLOEXEC)
            if entrance >= 0 { entrances.append(entrance) }
        }
        (self.folders, self.entrances) = (folders, entrances)
        if !isComplete || entrances.count != hierarchies.count { return nil }
    }

    deinit {
        for entrance in entrances { close(entrance) }
        for folder in folders {
            // The kernel lets go of the last process a moment after it is reaped.
            for _ in 0..<200 where rmdir(folder) < 0 && errno == EBUSY { usleep(1000) }
        }
    }

    /// For `sandbox_start`: the entrances, -1 where there is none.
    var descriptors: (Int32, Int32) {
        (entrances.first ?? -1, entrances.count > 1 ? entrances[1] : -1)
    }

    /// How many processes in it the kernel has killed for want of memory; 0 where it does not say.
    var kills: Int {
        for folder in folders {
            for file in ["memory.events", "memory.oom_control"] {
                let lines = (KernelFile.text("\(folder)/\(file)") ?? "").split(separator: "\n")
                let line = lines.first { $0.hasPrefix("oom_kill ") }
                if let count = line?.split(separator: " ").last.flatMap({ Int($0) }) { return count }
            }
        }
        return 0
    }

    private static func write(_ value: String, to path: String) -> Bool {
        let file = open(path, O_WRONLY | O_CLOEXEC)
        if file < 0 { return false }
        defer { close(file) }
        return value.withCString { Glibc.write(file, $0, strlen($0)) } == value.utf8.count
    }
}

/// A small file in which the kernel says something, e.g. below `/proc`.
enum KernelFile {
    /// All of it, or nil when it cannot be read.
    static func text(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        if file < 0 { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = read(file, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
