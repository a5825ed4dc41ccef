package import JSON
package import RunStore
internal import Torch

/// Where a run's numbers come from, as far as programs, libraries and the machine have a part in them.
package enum Provenance {
    /// The facts as `run.json` keeps them.
    package static var current: JSONObject {
        var object: JSONObject = [
            "assay": .string(AssayVersion.current), "build": BuildID.program.map { .string($0) } ?? .null,
            "libtorch": .string(torchVersion),
            "libtorch_build": BuildID.library("libtorch_cpu.so").map { .string($0) } ?? .null,
            "numerics": .int(numericsVersion), "kernels": .string(kernelVariant),
        ]
        object.merge(MachineFacts.all)
        return object
    }
}

extension RunWriter {
    /// Notes something that the run used, under `models`, `datasets` or `executors`; the same once.
    package func note(_ fact: JSONObject, in list: String) throws {
        try update { info in
            var facts = info.provenance[list]?.array ?? []
            guard !facts.contains(.object(fact)) else { return }
            facts.append(.object(fact))
            info.provenance[list] = .array(facts)
        }
    }
}
