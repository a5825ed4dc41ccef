import Glibc

/// A folder of the control groups' file system in which this process may make groups that limit memory or processes.
struct ControlGroupHierarchy: Sendable {
    /// Where groups are made.
    let folder: String
    /// Whether all controllers share it (version 2), or which one it has (version 1).
    let kind: Kind

    enum Kind: Sendable {
        case unified
        case memory
        case processes
    }

    /// What the names of our groups begin with; this process's number follows.
    static let prefix = "assay-"

    /// The hierarchies that limit both memory and processes, or none. Groups that hosts which were killed left there are removed.
    static let writable: [ControlGroupHierarchy] = {
        let found = find(
            mounts: KernelFile.text("/proc/self/mountinfo") ?? "",
            membership: KernelFile.text("/proc/self/cgroup") ?? "")
        for hierarchy in found { hierarchy.removeLeftovers() }
        return found
    }()

    /// What to write into which file of a new group.
    func settings(memory: Int, processes: Int) -> [(file: String, value: String)] {
        switch kind {
        case .unified: [("memory.max", "\(memory)"), ("pids.max", "\(processes)")]
        case .memory: [("memory.limit_in_bytes", "\(memory)")]
        case .processes: [("pids.max", "\(processes)")]
        }
    }

    private static func find(mounts: String, membership: String) -> [ControlGroupHierarchy] {
        func own(_ controller: String, type: String) -> String? {
            let line = membership.split(separator: "\n").first { line in
                let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
                return parts.count == 3
                    && (type == "cgroup2"
                        ? parts[0] == "0" : parts[1].split(separator: ",").contains(Substring(controller)))
            }
            guard let path = line?.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)[2] else {
                return nil
            }
            // 36 25 0:32 ROOT POINT options - TYPE source superoptions
            for mount in mounts.split(separator: "\n") {
                let words = mount.split(separator: " ")
                guard let dash = words.firstIndex(of: "-"), words.count > dash + 3, words[dash + 1] == type else {
                    continue
                }
                if type == "cgroup" && !words[dash + 3].split(separator: ",").contains(Substring(controller)) {
                    continue
                }
                let inside =
                    words[3] == "/"
                    ? String(path) : path.hasPrefix(words[3]) ? String(path.dropFirst(words[3].count)) : ""
                return String(words[4]) + (inside == "/" ? "" : inside)
            }
            return nil
        }
        let separate = [("memory", Kind.memory), ("pids", .processes)].compactMap { controller, kind in
            own(controller, type: "cgroup").map { ControlGroupHierarchy(folder: $0, kind: kind) }
        }
        if separate.count == 2 && separate.allSatisfy(\.isWritable) { return separate }
        guard let folder = own("", type: "cgroup2") else { return [] }
        // A group with processes in it hands no controllers on, so a group beside ours rather than inside it.
        let parent = folder.lastIndex(of: "/").map { String(folder[..<$0]) } ?? folder
        return [folder, parent].map { ControlGroupHierarchy(folder: $0, kind: .unified) }
            .first { $0.isWritable && $0.handsOnControllers }.map { [$0] } ?? []
    }

    // Groups are made in it, and processes move between groups below it.
    private var isWritable: Bool { access(folder, W_OK) == 0 && access("\(folder)/cgroup.procs", W_OK) == 0 }

    private var handsOnControllers: Bool {
        let names = (KernelFile.text("\(folder)/cgroup.subtree_control") ?? "").split(whereSeparator: \.isWhitespace)
        return names.contains("memory") && names.contains("pids")
    }

    private func removeLeftovers() {
        guard let entries = opendir(folder) else { return }
        defer { closedir(entries) }
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasPrefix(Self.prefix), let owner = pid_t(name.split(separator: "-").dropFirst().first ?? "")
            else { continue }
            if kill(owner, 0) < 0 && errno == ESRCH { rmdir("\(folder)/\(name)") }
        }
    }
}
