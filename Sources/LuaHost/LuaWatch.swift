/// Notes which fields of a table a script reads, and answers for those that are not there.
///
/// The script sees a table as any other; a field that the host gave cannot be assigned. `pairs`, or handing the table to a host function, reads
/// all of it.
package final class LuaWatch {
    /// What `tostring` calls the table.
    let name: String
    /// What an error says of a name that is not there, given those that are.
    let missing: (_ name: String, _ present: [String]) -> String
    /// What an error says of an assignment to a field of the host's.
    let refused: (_ name: String) -> String
    /// The table of keys that were read; nil until the script has its table.
    var reads: LuaReference?

    package init(
        _ name: String, missing: @escaping (_ name: String, _ present: [String]) -> String,
        refused: @escaping (_ name: String) -> String
    ) {
        (self.name, self.missing, self.refused) = (name, missing, refused)
    }

    /// Whether the script has read the field.
    package func hasRead(_ name: String) -> Bool {
        guard let reads, let read = try? reads.machine?.value(of: reads), case .table(let table) = read else {
            return false
        }
        return !table[name].isNone || table.fields.contains { if case .boolean = $0.key { true } else { false } }
    }
}
