import JSON

extension SafeTensorsFile {
    /// Writes the tensors of `shapes`, asking for the values of one at a time.
    ///
    /// The same tensors give the same bytes, those that the Python package writes: names in order, the header padded with
    /// spaces to a multiple of eight bytes. A reader sees the file whole or not at all.
    /// - Throws: `CheckpointError` when the file cannot be written, and what `values` throws.
    package static func write(
        _ path: String, _ shapes: [TensorShape], as type: StoredType = .float32,
        values: (_ name: String) throws -> [Float]
    ) throws {
        let sorted = shapes.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        var members: [(String, JSONValue)] = [("__metadata__", ["format": "pt"])]
        var offset = 0
        for shape in sorted {
            let end = offset + shape.count * type.byteCount
            let entry: JSONValue = [
                "dtype": .string(type.rawValue), "shape": .array(shape.dimensions.map { .int($0) }),
                "data_offsets": [.int(offset), .int(end)],
            ]
            members.append((shape.name, entry))
            offset = end
        }
        var header = JSONValue.object(JSONObject(members)).encoded()
        while !header.count.isMultiple(of: 8) { header.append(UInt8(ascii: " ")) }

        try CheckpointFile.replace(path) { write in
            try write((0..<8).map { UInt8(truncatingIfNeeded: header.count >> ($0 * 8)) })
            try write(header)
            for shape in sorted {
                let values = try values(shape.name)
                guard values.count == shape.count else {
                    throw CheckpointError(
                        path, "the tensor \(shape.name) of shape \(shape.dimensions) was given \(values.count) numbers")
                }
                try write(type.bytes(values))
            }
        }
    }
}
