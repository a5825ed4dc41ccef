internal import JSON

/// The results of recent calls, among which the values of a row or of metrics are looked for as the script records them.
///
/// The record then says which call a value came from: scripts hand results on in tables of their own, merged and renamed as they like.
struct CallOrigins {
    /// Calls beyond this many are forgotten, the oldest first.
    private static let most = 256
    /// Names that are no numbers of their own: by them alone no call is recognised.
    private static let counts: Set<String> = ["n", "episodes", "step"]

    private var results: [(call: Int, trainer: Int, values: [String: JSONValue])] = []
    /// The names that any of them has, so that metrics of the script's own cost nothing.
    private var names: Set<String> = []

    /// Notes a call that has ended, if its result is a table of named values.
    mutating func add(_ call: JSONObject, number: Int) {
        guard let name = call["call"]?.string, ["environment.evaluate", "PPO:updates", "SFT:pass"].contains(name),
            let result = call["result"]?.object
        else { return }
        var values: [String: JSONValue] = [:]
        for member in result.members where member.key != "time" { values[member.key] = member.value }
        let trainer = name == "environment.evaluate" ? 0 : call["arguments"]?.array?.first?.int ?? 0
        results.append((number, trainer, values))
        if results.count > Self.most {
            results.removeFirst()
            names = Set(results.flatMap(\.values.keys))
        }
        names.formUnion(values.keys)
    }

    /// The call that gave the most of a row's values, the latest of such, the trainer whose report it is (0 for none), and the names of these;
    /// nil when none gave any.
    func origin(of row: JSONObject) -> (call: Int, trainer: Int, names: [String])? {
        let members = row.members.filter { names.contains($0.key) }
        guard members.contains(where: { !Self.counts.contains($0.key) }) else { return nil }
        var best: (call: Int, trainer: Int, names: [String])?
        for result in results.reversed() {
            let same = members.filter { member in
                result.values[member.key].map { $0.text == member.value.text } ?? false
            }
            .map(\.key)
            guard same.count > best?.names.count ?? 0, same.contains(where: { !Self.counts.contains($0) }) else {
                continue
            }
            // A few values may be alike by chance; a report is one by most of them.
            let isReport = 2 * same.count >= result.values.count
            best = (result.call, isReport ? result.trainer : 0, same)
            if same.count == members.count { break }
        }
        return best
    }
}
