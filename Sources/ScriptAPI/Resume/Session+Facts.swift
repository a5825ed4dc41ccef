internal import JSON
internal import Provenance
internal import RunStore

extension Session {
    /// Notes something that the run uses, under `models` or `datasets`. A resumed run must use what it began with.
    ///
    /// - Parameter fact: its name, where it is (`folder` or `path`), and what tells its content.
    /// - Throws: `Divergence` that names what has changed.
    func note(_ fact: JSONObject, in list: String) throws {
        let writer = try run()
        if record.resumed != nil {
            let noted = (writer.provenance[list]?.array ?? []).compactMap(\.object)
            let then = noted.first { then in
                ["name", "folder", "path"].allSatisfy { then[$0] == fact[$0] }
            }
            if let then, then != fact {
                throw Divergence(
                    description: "'\(fact["name"]?.string ?? "")' is not what the run began with: "
                        + "\((fact["folder"] ?? fact["path"])?.string ?? "its file") has changed since; put it back, or begin a "
                        + "new run with \"assay run\"")
            }
        }
        try writer.note(fact, in: list)
    }

    /// Notes a data set that the run reads: its name, and what it is told from others by, such as a seed or its content's hash.
    func noteData(_ fact: JSONObject) throws {
        if let writer = record.writer {
            try writer.note(fact, in: "datasets")
        } else {
            record.pending.append(.data(fact))
        }
    }
}
