import Foundation

/// Rendered text compared with what was recorded beside the test, in `Snapshots/NAME`.
///
/// `ASSAY_RECORD_SNAPSHOTS=1 swift test` records all anew; the change is then read in the diff.
package enum Snapshots {
    /// Where the two texts part, or nil when they are the same: `#expect(Snapshots.difference(text, "table.txt") == nil)`.
    package static func difference(_ text: String, _ name: String, testFile: String = #filePath) -> String? {
        let folder = URL(fileURLWithPath: testFile).deletingLastPathComponent().appendingPathComponent("Snapshots")
        let place = folder.appendingPathComponent(name)
        if ProcessInfo.processInfo.environment["ASSAY_RECORD_SNAPSHOTS"] == "1" {
            do {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                try Data(text.utf8).write(to: place)
                return nil
            } catch {
                return "cannot record \(place.path): \(error)"
            }
        }
        guard let data = FileManager.default.contents(atPath: place.path) else {
            return "there is no snapshot \(name): record it with ASSAY_RECORD_SNAPSHOTS=1 swift test"
        }
        let recorded = String(decoding: data, as: UTF8.self)
        if recorded == text { return nil }
        let (was, now) = (recorded.components(separatedBy: "\n"), text.components(separatedBy: "\n"))
        let line = zip(was, now).enumerated().first { $1.0 != $1.1 }?.offset ?? min(was.count, now.count)
        func shown(_ lines: [String]) -> String { line < lines.count ? "\"\(lines[line])\"" : "the end" }
        return "\(name), line \(line + 1): recorded \(shown(was)), now \(shown(now)); the whole is now:\n\(text)"
    }
}
