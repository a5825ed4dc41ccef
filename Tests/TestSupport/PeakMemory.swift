internal import Foundation

/// The most memory that this process has had, in bytes: since it began, not what the process that started it had, which `getrusage` counts.
package func peakMemory() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    let words = line.split(separator: " ")
    guard words.count == 3, let kilobytes = Int(words[1]) else { throw CocoaError(.fileReadCorruptFile) }
    return kilobytes << 10
}
