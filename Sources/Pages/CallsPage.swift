import JSON
import Rendering
package import RunStore

extension Page {
    /// The calls of a run's script: what each used, what came of it.
    package init(callsOf run: RunReader) throws {
        let calls = try run.calls()
        let data = JSONValue.array(
            calls.map { call in
                var object: JSONObject = ["number": .int(call.number)]
                object.merge(call.json)
                return .object(object)
            })
        guard run.hasCalls else {
            let none = "\(run.info.id) keeps no calls: it called nothing, or is older than calls.jsonl"
            self.init([.line(Text(none))], data: data)
            return
        }
        var table = Table([
            .init("call", isNumeric: true), .init("name"), .init("time", isNumeric: true), .init("uses"),
            .init("result"),
        ])
        for call in calls {
            let time = call.seconds.map { $0 < 0.5 ? "" : NumberFormat.duration($0) } ?? ""
            table.add([
                .init(call.number), .init(call.name), .init(time), .init(call.uses), .init(call.came),
            ])
        }
        self.init([.table(table)], data: data)
    }
}

extension RecordedCall {
    /// Its objects, then its settings.
    fileprivate var uses: String {
        let inputs = inputs.members.filter { $0.key != "random" }
        let parts = (inputs + settings.members.filter { self.inputs[$0.key] == nil }).map { member in
            member.value.object == nil ? "\(member.key)=\(Self.brief(member.value))" : Self.brief(member.value)
        }
        return parts.isEmpty ? arguments.map(Self.brief).joined(separator: " ") : parts.joined(separator: " ")
    }

    /// What came of it.
    fileprivate var came: String { error.map { "error: " + $0 } ?? result.map(Self.brief) ?? "" }

    private static func brief(_ value: JSONValue) -> String {
        let text = value.cellText
        return text.count > 60 ? text.prefix(59) + "…" : text
    }
}
