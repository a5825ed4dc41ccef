import Foundation
import Torch

/// What the figures were taken on.
struct Machine: Codable {
    var cpu: String
    var cores: Int
    /// The variants of the kernels that it runs, the best first.
    var kernels: [String]

    /// This machine.
    init() {
        let info = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model = info.split(separator: "\n").first { $0.hasPrefix("model name") }
        cpu = model?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "unknown CPU"
        cores = ProcessInfo.processInfo.activeProcessorCount
        kernels = kernelVariants
    }

    var line: String { "\(cpu), \(cores) cores" }
}
