import JSON

/// A file of named tensors in the safetensors format: data only, nothing in it is ever executed.
package final class SafeTensorsFile: Sendable {
    package let path: String
    private let file: OpenFile
    private let entries: [ByteString: SafeTensorsHeader.Entry]
    /// The tensors in the order of their bytes.
    package let shapes: [TensorShape]

    /// Reads and checks the header; the numbers are read when they are asked for.
    ///
    /// - Throws: `CheckpointError` that names the file, the tensor, what was expected and what was found.
    package init(_ path: String) throws {
        self.path = path
        file = try OpenFile(path)
        let header = try SafeTensorsHeader(file)
        shapes = header.entries.map(\.shape)
        entries = Dictionary(uniqueKeysWithValues: header.entries.map { (ByteString($0.shape.name), $0) })
    }

    /// The sizes of the tensor `name`, or nil when there is none.
    package func dimensions(_ name: String) -> [Int]? { entries[ByteString(name)]?.shape.dimensions }

    /// How the tensor `name` is stored, or nil when there is none.
    package func type(_ name: String) -> StoredType? { entries[ByteString(name)]?.type }

    /// The numbers of the tensor `name`, the last dimension running fastest.
    ///
    /// - Throws: `CheckpointError` where one of them is not finite: of a model that has diverged.
    package func floats(_ name: String) throws -> [Float] {
        guard let entry = entries[ByteString(name)] else { throw CheckpointError(path, "has no tensor \(name)") }
        let floats = entry.type.floats(try file.read(entry.bytes))
        if let place = floats.firstIndex(where: { !$0.isFinite }) {
            throw CheckpointError(
                path,
                "number \(place) of the tensor \(name) is \(floats[place]); all must be finite, so take a checkpoint from before that"
            )
        }
        return floats
    }
}
