package import Foundation

/// A folder of a test's own, gone when the last reference to it is.
package final class TemporaryFolder: Sendable {
    /// Its path, without a slash at the end.
    package let path: String

    /// Makes the folder.
    package init() throws {
        let place = FileManager.default.temporaryDirectory.appendingPathComponent("assay-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        path = place.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of `name` in the folder.
    package func file(_ name: String) -> String { path + "/" + name }

    /// Writes `data` to `name`, whose folders are made.
    package func write(_ data: Data, to name: String) throws {
        let place = URL(fileURLWithPath: file(name))
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: place)
    }

    /// Writes `text` to `name`, whose folders are made.
    package func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }

    /// The bytes of `name`.
    package func data(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: file(name))) }

    /// The text of `name`.
    package func text(_ name: String) throws -> String { String(decoding: try data(name), as: UTF8.self) }
}
