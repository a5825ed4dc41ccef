#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How runs get their names: the script's, a dash, and digits that no other run has.
package enum RunNaming {
    /// Makes a folder of its own for one run, also when many processes do so at once.
    static func makeFolder(in runs: String, stem: String, suffix: (Int) -> String) throws -> String {
        // Longer ones are tried once the short ones are mostly taken.
        for length in [4, 4, 4, 4, 6, 6, 8, 8, 12] {
            let id = stem + "-" + suffix(length)
            if mkdir(runs + "/" + id, 0o777) == 0 { return id }
            if errno != EEXIST { throw RunStoreError.cannotWrite(runs + "/" + id) }
        }
        throw RunStoreError(.cannotWrite, "no free name for a run of \(stem) in \(runs): choose another with --name")
    }

    /// Makes the folder of this very name. One that a killed process made and wrote nothing into is taken over.
    static func makeFolder(in runs: String, called id: String) throws -> String {
        try RecordName.check(id, what: "run")
        let path = runs + "/" + id
        if mkdir(path, 0o777) == 0 { return id }
        guard errno == EEXIST, !Files.isLink(path), !Files.exists(path + "/run.json") else {
            throw RunStoreError.cannotWrite(path)
        }
        return id
    }

    /// `length` hexadecimal digits. Not the run's own randomness: it decides nothing but the name.
    package static func randomSuffix(_ length: Int) -> String {
        String((0..<length).map { _ in Array("0123456789abcdef")[Int.random(in: 0..<16)] })
    }

    /// The name of a sweep of a script: as of a run, whose digits no other is likely to have.
    package static func newName(of script: String) -> String { stem(script) + "-" + randomSuffix(4) }

    /// What a script's path contributes to the name: the file's name without its ending.
    static func stem(_ path: String) -> String {
        var name = Files.lastComponent(path)
        if name.hasSuffix(".lua") { name.removeLast(4) }
        let kept = name.prefix(60).map { character in
            character.isASCII && (character.isLetter || character.isNumber || "_-.".contains(character))
                ? character : "_"
        }
        let stem = String(kept.drop { $0 == "." || $0 == "-" })
        return stem.isEmpty ? "run" : stem
    }
}
