import Foundation
import Models
import TestSupport
import Testing

@Suite struct SafeTensorsTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static let shapes = [TensorShape("b", [2, 2]), TensorShape("a", [3]), TensorShape("scalar", [])]
    private static func values(_ name: String) -> [Float] {
        switch name {
        case "a": [1, -2.5, 0.1]
        case "b": [0, -0, 65504, 1e-7]
        default: [7]
        }
    }

    private func file(header: String, data: Int, claiming length: UInt64? = nil) throws -> String {
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: (length ?? UInt64(header.utf8.count)) >> ($0 * 8)) }
        return try folder.write(bytes + Array(header.utf8) + [UInt8](repeating: 0, count: data), to: "x.safetensors")
    }

    private func problem(_ path: String) throws -> String {
        try #require(throws: CheckpointError.self) { try SafeTensorsFile(path) }.problem
    }

    @Test func `what was written is read, in the bytes of the Python package`() throws {
        let path = "\(folder.path)/x.safetensors"
        try SafeTensorsFile.write(path, Self.shapes, values: Self.values)
        let file = try SafeTensorsFile(path)
        #expect(file.shapes.map(\.name) == ["a", "b", "scalar"])
        for shape in Self.shapes {
            #expect(file.dimensions(shape.name) == shape.dimensions)
            #expect(try file.floats(shape.name).map(\.bitPattern) == Self.values(shape.name).map(\.bitPattern))
        }
        let header =
            #"{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]},"b":{"dtype":"F32","shape":[2,2],"data_offsets":[12,28]},"scalar":{"dtype":"F32","shape":[],"data_offsets":[28,32]}}"#
        #expect(
            String(decoding: try folder.data("x.safetensors")[8...].prefix(header.utf8.count), as: UTF8.self) == header
        )
        #expect(try folder.names == ["x.safetensors"])
    }

    @Test func `half precision rounds to the nearest, ties to even`() throws {
        let values: [Float] = [1, 0.1, 65504, 1e-7, -.infinity, 1 + 0x1p-8, 1 + 0x3p-8, 0x1.fffffep127]
        #expect(StoredType.float16.floats(StoredType.float16.bytes(values)) == values.map { Float(Float16($0)) })
        #expect(
            StoredType.bfloat16.floats(StoredType.bfloat16.bytes(values))
                == [1, 0.10009765625, 65536, 1.0011717677116394e-07, -.infinity, 1, 1 + 0x1p-6, .infinity])
        for type in StoredType.allCases {
            let back = type.floats(type.bytes([.nan, Float(nan: 1, signaling: true)]))
            #expect(back.allSatisfy { $0.isNaN })
        }
    }

    @Test func `a file cut anywhere is refused`() throws {
        try SafeTensorsFile.write("\(folder.path)/whole", Self.shapes, values: Self.values)
        let whole = try folder.data("whole")
        for length in 0..<whole.count {
            let path = try folder.write(whole[..<length], to: "cut")
            #expect(throws: CheckpointError.self, "\(length) bytes") { try SafeTensorsFile(path) }
        }
        let path = try folder.write(whole + [0], to: "long")
        #expect(try problem(path) == "1 bytes at the end belong to no tensor")
    }

    @Test(arguments: [UInt64.max, 1 << 63, 100_000_001, 100_000_000, 3]) func `a forged header length is refused`(
        length: UInt64
    ) throws {
        #expect(
            try problem(try file(header: "{}", data: 0, claiming: length)).hasPrefix(
                "the header claims \(length) bytes"))
    }

    @Test(arguments: [
        (
            #"{"t":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#, 8,
            "the tensor t has the dtype I64; F32, F16 and BF16 are read"
        ),
        (#"{"t":{"shape":[1],"data_offsets":[0,4]}}"#, 4, "the tensor t has no dtype"),
        (
            #"{"t":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4,
            "the tensor t has no shape of at most 8 sizes"
        ),
        (#"{"t":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, 4, "the tensor t has no data_offsets [begin, end]"),
        (
            #"{"t":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4,
            "the tensor t has no data_offsets [begin, end]"
        ),
        (
            #"{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 4,
            "the tensor t ends at data byte 8 but the file holds 4; it is cut off"
        ),
        (
            #"{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4,
            "the tensor t of shape [2] in F32 needs 8 bytes; its offsets give 4"
        ),
        (
            #"{"t":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, 0,
            "the tensor t has the shape [4611686018427387904, 4], more than fits in memory"
        ),
        (
            #"{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"u":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
            8,
            "the tensor u begins at data byte 0, which overlaps the tensor before it; 4 was expected"
        ),
        (
            #"{"t":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8,
            "the tensor t begins at data byte 4, which leaves a hole before it; 0 was expected"
        ),
        (
            #"{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
            4,
            #"the header is not valid JSON: the key "t" comes twice at byte 57"#
        ),
        ("[]", 0, "the header must be an object, not an array"),
        (
            String(repeating: "[", count: 100), 0,
            "the header is not valid JSON: more than 64 levels of nesting at byte 64"
        ),
    ]) func `a header that lies is refused`(header: String, data: Int, sentence: String) throws {
        #expect(try problem(try file(header: header, data: data)) == sentence)
    }

    @Test func `what a file says is quoted on one line and not at any length`() throws {
        let tensor = #"{"dtype":"X","shape":[1],"data_offsets":[0,4]}"#
        #expect(
            try problem(try file(header: #"{"a\nb\u2028c":\#(tensor)}"#, data: 4))
                == #"the tensor a\u{a}b\u{2028}c has the dtype X; F32, F16 and BF16 are read"#)
        let long = try problem(try file(header: #"{"\#(String(repeating: "n", count: 5000))":\#(tensor)}"#, data: 4))
        #expect(long.hasPrefix("the tensor nnn") && long.hasSuffix("nnn has the dtype X; F32, F16 and BF16 are read"))
        #expect(long.count < 1000)
    }

    @Test func `a failed write leaves the old file and nothing else`() throws {
        let path = "\(folder.path)/x.safetensors"
        try SafeTensorsFile.write(path, Self.shapes, values: Self.values)
        let before = try folder.data("x.safetensors")
        #expect(throws: CheckpointError.self) {
            try SafeTensorsFile.write(path, Self.shapes) { $0 == "b" ? [1] : Self.values($0) }
        }
        #expect(try folder.data("x.safetensors") == before)
        #expect(try folder.names == ["x.safetensors"])
    }

    @Test func `a missing folder is said`() {
        let path = "\(folder.path)/none/x"
        let error = #expect(throws: CheckpointError.self) {
            try SafeTensorsFile.write(path, Self.shapes, values: Self.values)
        }
        #expect(error?.description == "\(path): cannot be written: No such file or directory")
    }

    @Test func `a full disk is said, and the old file stays`() throws {
        try TemporaryFolder.onSmallDisk(bytes: 256 << 10) { disk in
            let path = disk.file("x.safetensors")
            try SafeTensorsFile.write(path, Self.shapes, values: Self.values)
            let before = try disk.data("x.safetensors")
            let error = #expect(throws: CheckpointError.self) {
                try SafeTensorsFile.write(path, [TensorShape("large", [1 << 20])]) { _ in
                    [Float](repeating: 1, count: 1 << 20)
                }
            }
            #expect(error?.description == "\(path): cannot be written: No space left on device")
            #expect(try disk.data("x.safetensors") == before)
            #expect(try disk.names == ["x.safetensors"])
        }
    }

    @Test func `a folder or a pipe in the place of a file is refused at once`() throws {
        #expect(try problem(folder.path) == "is not a regular file")
        #expect(mkfifo("\(folder.path)/pipe", 0o600) == 0)
        #expect(try problem("\(folder.path)/pipe") == "is not a regular file")
    }
}
