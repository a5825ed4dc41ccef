import Foundation
import Models
import TestSupport
import Testing

@Suite struct ShardedWeightsTests {
    let folder: TemporaryFolder
    let config = TransformerConfigTests.small

    init() throws { folder = try TemporaryFolder() }

    private func writeShards() throws -> [String: String] {
        var map: [String: String] = [:]
        for number in 1...2 {
            let name = "model-0000\(number)-of-00002.safetensors"
            let shapes = config.expectedTensors.enumerated().filter { $0.offset % 2 == number - 1 }.map(\.element)
            try SafeTensorsFile.write("\(folder.path)/\(name)", shapes) { wanted in
                [Float](repeating: Float(wanted.utf8.count), count: shapes.first { $0.name == wanted }?.count ?? 0)
            }
            for shape in shapes { map[shape.name] = name }
        }
        return map
    }

    private func open(_ map: [String: String]) throws -> CheckpointWeights {
        let index = try JSONEncoder().encode(["weight_map": map])
        _ = try folder.write(index, to: "model.safetensors.index.json")
        return try CheckpointWeights(folder: folder.path, config: config)
    }

    private func problem(_ map: [String: String]) throws -> String {
        try #require(throws: CheckpointError.self) { try open(map) }.description
    }

    @Test func `shards are read as one`() throws {
        let weights = try open(try writeShards())
        for shape in config.expectedTensors {
            #expect(
                try weights.floats(shape.name) == [Float](repeating: Float(shape.name.utf8.count), count: shape.count))
        }
    }

    @Test(arguments: [
        "../x.safetensors", "/x.safetensors", "a/x.safetensors", ".x.safetensors", "x.bin", "",
        String(repeating: "x", count: 250) + ".safetensors",
    ])
    func `an index cannot lead out of the folder`(name: String) throws {
        var map = try writeShards()
        map["model.norm.weight"] = name
        #expect(try problem(map).hasSuffix("it must be the name of a .safetensors file in the same folder"))
    }

    @Test func `an index that contradicts its shards is refused`() throws {
        var map = try writeShards()
        let shard = try #require(map["model.norm.weight"])
        map["model.norm.weight"] = nil
        #expect(
            try problem(map)
                == "\(folder.path)/\(shard): holds the tensor model.norm.weight, which the index does not place here")
        map["model.norm.weight"] = shard
        map["lm_head.weight"] = shard
        #expect(
            try problem(map)
                == "\(folder.path)/\(shard): has no tensor lm_head.weight, though the index says so")
    }

    @Test(arguments: [Float.nan, .infinity]) func `numbers that are not finite are refused`(bad: Float) throws {
        let shapes = config.expectedTensors
        try SafeTensorsFile.write("\(folder.path)/model.safetensors", shapes) { name in
            var values = [Float](repeating: 1, count: shapes.first { $0.name == name }?.count ?? 0)
            if name == "model.norm.weight" { values[3] = bad }
            return values
        }
        let weights = try CheckpointWeights(folder: folder.path, config: config)
        #expect(try weights.floats("model.layers.0.mlp.down_proj.weight").allSatisfy { $0 == 1 })
        let error = try #require(throws: CheckpointError.self) { try weights.floats("model.norm.weight") }
        #expect(
            error.problem
                == "number 3 of the tensor model.norm.weight is \(bad); all must be finite, so take a checkpoint from before that"
        )
    }
}
