/// Names that scripts give to tables, plots and artifacts: each is also a file's name.
package enum RecordName {
    /// - Throws: a `RunStoreError` when `name` could not be, or should not be, one component of a path.
    package static func check(_ name: String, what: String) throws {
        func refuse(_ reason: String) -> RunStoreError {
            RunStoreError(
                .badName, "the \(what)'s name \"\(name)\" \(reason); it becomes a file's name: choose another")
        }
        if name.isEmpty { throw refuse("is empty") }
        if name.utf8.count > 100 { throw refuse("is longer than 100 bytes") }
        if name.hasPrefix(".") || name.hasPrefix("-") { throw refuse("begins with \"\(name.prefix(1))\"") }
        if name.hasSuffix(".partial") { throw refuse("ends with \".partial\"") }
        let forbidden = name.unicodeScalars.first { $0 == "/" || $0 == "\\" || $0.value < 0x20 || $0.value == 0x7F }
        if let forbidden { throw refuse("holds \(forbidden.debugDescription)") }
    }

    /// - Throws: a `RunStoreError` when `path` could lead out of the folder it is meant for.
    package static func check(path: String, what: String) throws {
        for component in path.split(separator: "/", omittingEmptySubsequences: false) {
            try check(String(component), what: what)
        }
    }
}
