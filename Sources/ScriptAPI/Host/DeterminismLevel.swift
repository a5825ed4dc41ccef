internal import Torch

/// How far a rerun will agree with a run, decided from what the run used.
struct DeterminismLevel {
    /// What makes a rerun differ; nothing so far.
    private(set) var disturbances: [String] = []
    private var shards: Set<Int> = []

    mutating func disturb(_ what: String) {
        if !disturbances.contains(what) { disturbances.append(what) }
    }
    mutating func use(shards count: Int) { shards.insert(count) }

    /// `bitwise` or `none`.
    var level: String { disturbances.isEmpty ? "bitwise" : "none" }
    var reason: String {
        guard disturbances.isEmpty else { return disturbances.joined(separator: "; ") }
        let cuts = shards.sorted().map(String.init).joined(separator: ", ")
        let work = shards.isEmpty ? "" : ", \(cuts) shards of one thread each, \(kernelVariant) kernels"
        return "CPU\(work); the same on machines with the same kernels and libtorch \(torchVersion)"
    }
}
