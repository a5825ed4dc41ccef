import JSON

/// What a safetensors file says about its tensors, checked against the file's size.
///
/// The format: eight bytes, the header's length as a little-endian number; the header, a JSON object from names to
/// `{"dtype", "shape", "data_offsets": [begin, end]}` with the offsets counted from the header's end; the data, every byte of which
/// belongs to exactly one tensor. https://github.com/huggingface/safetensors
struct SafeTensorsHeader {
    /// A tensor in the file.
    struct Entry: Hashable, Sendable {
        var shape: TensorShape
        var type: StoredType
        /// Where its bytes lie in the file.
        var bytes: Range<Int>
    }

    /// As long as the format's own implementation allows.
    static let maximumByteCount = 100_000_000
    private static let maximumRank = 8
    /// Of values in the header, eight or so to a tensor; it bounds the memory that a forged header can ask for.
    private static let maximumValues = 4_000_000

    /// In the order of their bytes.
    let entries: [Entry]

    /// - Throws: `CheckpointError` for a header that the file's size or the format contradicts.
    init(_ file: OpenFile) throws {
        func fail(_ problem: String) -> CheckpointError { CheckpointError(file.path, problem) }
        guard file.byteCount >= 8 else {
            throw fail("has \(file.byteCount) bytes, too few for a safetensors file; it may be cut off")
        }
        let length = try file.read(0..<8).reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        guard length <= Self.maximumByteCount else {
            throw fail("the header claims \(length) bytes; at most \(Self.maximumByteCount) are allowed")
        }
        let dataStart = 8 + Int(length)
        guard dataStart <= file.byteCount else {
            throw fail("the header claims \(length) bytes but the file ends after \(file.byteCount - 8); it is cut off")
        }
        let header: JSONValue
        do {
            header = try JSONParser.parse(try file.read(8..<dataStart), values: Self.maximumValues)
        } catch let error as JSONError {
            throw fail("the header is \(error)")
        }
        guard let members = header.object?.members else {
            throw fail("the header must be an object, not \(header.kind)")
        }

        var entries: [Entry] = []
        for member in members where member.key != "__metadata__" {
            entries.append(try Self.entry(member, file: file.path, data: dataStart..<file.byteCount))
        }
        entries.sort { ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound) }
        var end = dataStart
        for entry in entries {
            guard entry.bytes.lowerBound == end else {
                let fault = entry.bytes.lowerBound < end ? "overlaps the tensor before it" : "leaves a hole before it"
                throw fail(
                    "the tensor \(entry.shape.name) begins at data byte \(entry.bytes.lowerBound - dataStart), which \(fault); \(end - dataStart) was expected"
                )
            }
            end = entry.bytes.upperBound
        }
        guard end == file.byteCount else {
            throw fail("\(file.byteCount - end) bytes at the end belong to no tensor")
        }
        self.entries = entries
    }

    private static func entry(_ member: JSONObject.Member, file: String, data: Range<Int>) throws -> Entry {
        let name = member.key
        func fail(_ problem: String) -> CheckpointError { CheckpointError(file, "the tensor \(name) \(problem)") }
        guard let typeName = member.value["dtype"]?.string else { throw fail("has no dtype") }
        guard let type = StoredType(rawValue: typeName) else {
            throw fail("has the dtype \(typeName); F32, F16 and BF16 are read")
        }
        guard let sizes = member.value["shape"]?.array, sizes.count <= maximumRank,
            sizes.allSatisfy({ $0.int ?? -1 >= 0 })
        else { throw fail("has no shape of at most \(maximumRank) sizes") }
        let dimensions = sizes.compactMap(\.int)
        guard let offsets = member.value["data_offsets"]?.array?.map({ $0.int ?? -1 }), offsets.count == 2,
            0 <= offsets[0], offsets[0] <= offsets[1]
        else { throw fail("has no data_offsets [begin, end]") }
        guard offsets[1] <= data.count else {
            throw fail("ends at data byte \(offsets[1]) but the file holds \(data.count); it is cut off")
        }
        var expected = type.byteCount
        for size in dimensions {
            let (product, overflow) = expected.multipliedReportingOverflow(by: size)
            guard !overflow else { throw fail("has the shape \(dimensions), more than fits in memory") }
            expected = product
        }
        guard offsets[1] - offsets[0] == expected else {
            throw fail(
                "of shape \(dimensions) in \(typeName) needs \(expected) bytes; its offsets give \(offsets[1] - offsets[0])"
            )
        }
        return Entry(
            shape: TensorShape(name, dimensions), type: type,
            bytes: data.lowerBound + offsets[0]..<data.lowerBound + offsets[1])
    }
}

/// A tensor's name and the sizes of its dimensions.
package struct TensorShape: Sendable, Hashable {
    package var name: String
    package var dimensions: [Int]

    package init(_ name: String, _ dimensions: [Int]) { (self.name, self.dimensions) = (name, dimensions) }

    /// How many numbers it has.
    package var count: Int { dimensions.reduce(1, *) }
}
