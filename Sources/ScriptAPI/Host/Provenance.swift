internal import JSON
internal import RunStore
internal import Torch

/// Where a run's numbers come from, as far as programs, libraries and the machine have a part in them.
enum Provenance {
    static var current: JSONObject {
        var object: JSONObject = [
            "assay": .string(AssayVersion.current), "build": BuildID.program.map { .string($0) } ?? .null,
            "libtorch": .string(torchVersion),
            "libtorch_build": BuildID.library("libtorch_cpu.so").map { .string($0) } ?? .null,
            "kernels": .string(kernelVariant),
        ]
        object.merge(MachineFacts.all)
        return object
    }
}

extension ScriptHost {
    /// Notes a data set that the run reads: its name, and what it is told from others by, such as a seed or its content's hash.
    func noteData(_ fact: JSONObject) throws {
        if let writer = record.writer { try writer.note(fact, in: "datasets") } else { record.data.append(fact) }
    }
}

extension RunWriter {
    /// Notes something that the run used, under `models`, `datasets` or `executors`; the same once.
    func note(_ fact: JSONObject, in list: String) throws {
        try update { info in
            var facts = info.provenance[list]?.array ?? []
            guard !facts.contains(.object(fact)) else { return }
            facts.append(.object(fact))
            info.provenance[list] = .array(facts)
        }
    }
}
