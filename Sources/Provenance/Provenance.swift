internal import Dispatch
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

/// What a checkpoint is, by its content.
package enum ModelFacts {
    /// The files that decide what a model computes.
    private static func decides(_ name: String) -> Bool {
        name.hasSuffix(".safetensors")
            || [
                "config.json", "tokenizer.json", "model.safetensors.index.json", "generation_config.json",
                "tokenizer_config.json", "chat_template.jinja", "adapter_config.json",
            ].contains(name)
    }

    /// Its name, where it is and the hashes of its files.
    ///
    /// - Parameter folder: an absolute path.
    package static func of(_ folder: String, name: String) throws -> JSONObject {
        [
            "name": .string(name), "folder": .string(folder),
            "sha256": .object(try ContentFacts.hashes(of: folder, where: decides)),
        ]
    }
}

/// Facts for the record that take a while to find out: the run goes on meanwhile, and waits for them at its end.
package final class BackgroundFacts: Sendable {
    private let queue = DispatchQueue(label: "facts", qos: .utility)
    private let writer: RunWriter

    /// Facts for the record that `writer` writes.
    package init(recordIn writer: RunWriter) { self.writer = writer }

    /// Finds something out, one after the other, and notes it; what cannot be noted is left out of the record.
    package func find(_ body: @escaping @Sendable (RunWriter) throws -> Void) {
        queue.async { [writer] in try? body(writer) }
    }

    /// Waits until everything is in the record.
    package func wait() { queue.sync {} }
}
