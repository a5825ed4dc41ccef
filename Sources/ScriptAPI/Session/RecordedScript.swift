package import RunStore
internal import Glibc

/// A script as a run recorded it, to be run once more: its text, its modules, and what was set.
///
/// What the script names (models, data, files beside it) is found where the recorded run found it: by the script's path as it was given,
/// and from the directory that the run ran in.
package struct RecordedScript: Sendable {
    /// The script's path as it was given; errors call it so.
    package let path: String
    /// The main script.
    package let text: String
    /// The folder in which `require` finds the modules.
    package let folder: String
    /// As the run used them. A run that never came to declare any has none.
    package let parameters: [RunInfo.Parameter]
    package let seed: UInt64
    /// Where the run ran; nil in records that do not say.
    package let workingDirectory: String?

    /// The script of a run.
    ///
    /// - Throws: `RecordedScriptError` when a file is not the one that ran, `RunStoreError` when one cannot be read.
    package init(_ run: RunReader) throws {
        (path, seed) = (run.info.script, run.info.seed)
        (parameters, workingDirectory) = (run.info.parameters, run.info.workingDirectory)
        folder = run.folder + "/source"
        let name = path.split(separator: "/").last.map(String.init) ?? path
        text = try run.source(name)
        for file in run.info.sources {
            let text = try run.source(file.path)
            guard file.holds(text) else { throw RecordedScriptError(path: folder + "/" + file.path) }
        }
    }

    /// Where the script's own file, if it is still there, says something else than what ran.
    package var changeSince: ChangedScriptError? {
        guard let now = try? ScriptFile.read(path), now != text else { return nil }
        let lines = [text, now].map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
        let line = zip(lines[0], lines[1]).prefix { $0 == $1 }.count + 1
        return ChangedScriptError(path: path, line: line)
    }

    /// Makes the recorded directory this process's, so that relative paths mean what they meant.
    ///
    /// - Returns: the reason, when that cannot be.
    package func enterWorkingDirectory() -> String? {
        guard let workingDirectory, chdir(workingDirectory) != 0 else { return nil }
        return "cannot enter \(workingDirectory), where the run ran: \(String(cString: strerror(errno)).lowercased());"
            + " relative paths are looked up from here"
    }
}

/// A script that was edited while its run waits to go on.
package struct ChangedScriptError: Error, CustomStringConvertible {
    let path: String
    /// The first line that differs, from 1.
    let line: Int
    package var description: String {
        "\(path):\(line): the script was changed since the run began; undo that, go on with the script as it was with "
            + "--recorded-source, or begin a new run with \"assay run\""
    }
}

/// A recorded source that is no longer what ran.
package struct RecordedScriptError: Error, CustomStringConvertible {
    let path: String
    package var description: String {
        "\(path) was changed after the run: its hash is not the recorded one; to run it as it is now, give it to \"assay run\""
    }
}
