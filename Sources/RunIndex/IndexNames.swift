import RunStore
import GRDB

/// The names that the runs of a folder have, and what they stand for.
struct IndexNames {
    private let ids: [IndexSchema.Kind: [String: Int64]]

    init(_ database: Database) throws {
        var ids: [IndexSchema.Kind: [String: Int64]] = [:]
        for row in try Row.fetchAll(database, sql: "SELECT id, kind, name FROM names") {
            guard let kind = IndexSchema.Kind(rawValue: try row.decode(atIndex: 1)) else { continue }
            ids[kind, default: [:]][try row.decode(atIndex: 2)] = try row.decode(Int64.self, atIndex: 0)
        }
        self.ids = ids
    }

    /// The names of `kind`, sorted.
    func names(_ kind: IndexSchema.Kind) -> [String] { (ids[kind] ?? [:]).keys.sorted() }

    /// What `name` stands for: what every run has, else a parameter, else a metric, and so on; `param.kl` and the like for one alone.
    ///
    /// - Throws: `RunQueryError` with the nearest names.
    func field(_ name: RunFilter.NamePlace) throws -> IndexField {
        if let own = IndexField.own.first(where: { $0.names.contains(name.text) }) { return own.field }
        for (function, column) in [("min", "least"), ("max", "greatest")] {
            guard name.text.hasPrefix(function + "("), name.text.hasSuffix(")") else { continue }
            let metric = String(name.text.dropFirst(4).dropLast())
            guard let id = ids[.metric]?[metric] else { throw unknown(name, metric, names(.metric), "metric") }
            return .entry(id, column: column)
        }
        for kind in IndexSchema.Kind.allCases {
            if let id = ids[kind]?[name.text] { return .entry(id, column: "value") }
        }
        for kind in IndexSchema.Kind.allCases where name.text.hasPrefix(kind.prefix) {
            if let id = ids[kind]?[String(name.text.dropFirst(kind.prefix.count))] {
                return .entry(id, column: "value")
            }
        }
        let known = IndexField.own.flatMap(\.names) + IndexSchema.Kind.allCases.flatMap(names)
        throw unknown(name, name.text, known, "parameter, metric or other name of a run")
    }

    private func unknown(_ name: RunFilter.NamePlace, _ word: String, _ known: [String], _ what: String)
        -> RunQueryError
    {
        let place = name.place.map { " at character \($0) of the filter" } ?? ""
        let nearest = known.map { (name: $0, distance: RunsFolder.distance(word, $0)) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        let isNear = nearest.map { $0.distance <= max(2, word.count / 3) } ?? false
        let remedy = isNear ? "did you mean \"\(nearest!.name)\"?" : "see \"assay list --names\""
        return RunQueryError("\"\(word)\"\(place) is no \(what) here; \(remedy)")
    }
}
