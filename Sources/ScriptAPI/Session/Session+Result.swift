internal import JSON
internal import LuaHost

extension Session {
    /// Names of a result beyond this many are left out; so are longer texts.
    private static let most = 100, longest = 1000

    /// What came of the run, in few numbers: what its script returned, a number, a text or a flat table of such; else the row that was
    /// recorded last.
    func result(of results: [LuaData]) -> JSONValue {
        guard let returned = results.first, !returned.isNone else {
            return tables.last.map { .object(Self.flat($0)) } ?? .null
        }
        let value = (try? JSONValue(returned, what: "the result")) ?? .null
        switch value {
        case .object(let object):
            let flat = Self.flat(object)
            if flat.members.count < object.members.count {
                tell(
                    .warning(
                        "the script returned more than a flat table of numbers, strings and booleans; the rest is left out of its result"
                    ))
            }
            return .object(flat)
        case .int, .number, .bool, .string: return value
        default:
            tell(
                .warning(
                    "the script returned \(returned.description), which is no result; return { name = number } instead")
            )
            return .null
        }
    }

    private static func flat(_ object: JSONObject) -> JSONObject {
        JSONObject(
            object.members.filter { member in
                switch member.value {
                case .int, .number, .bool: true
                case .string(let text): text.utf8.count <= longest
                default: false
                }
            }.prefix(most).map { ($0.key, $0.value) })
    }
}
