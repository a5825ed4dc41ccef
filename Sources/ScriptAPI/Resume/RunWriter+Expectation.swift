internal import JSON
internal import RunStore

extension RunWriter {
    /// Checks that a resumed run uses what it used: a fact of the same name and folder must be the same one.
    ///
    /// - Throws: `Divergence` that names what has changed.
    func expect(_ fact: JSONObject, in list: String) throws {
        var change: Divergence?
        try update { info in
            let noted = (info.provenance[list]?.array ?? []).compactMap(\.object)
            guard let then = noted.first(where: { $0["name"] == fact["name"] && $0["folder"] == fact["folder"] }) else {
                return
            }
            if then != fact {
                let name = fact["name"]?.string ?? "", folder = fact["folder"]?.string ?? ""
                change = Divergence(
                    description: "'\(name)' is not what the run began with: \(folder) has changed since; "
                        + "put it back, or begin a new run with \"assay run\"")
            }
        }
        if let change { throw change }
        try note(fact, in: list)
    }
}
