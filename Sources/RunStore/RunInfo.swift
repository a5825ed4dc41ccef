import Disk
package import JSON

/// What `run.json` holds: what was run, how, and what came of it.
package struct RunInfo: Sendable, Equatable {
    /// A parameter as the run used it.
    package struct Parameter: Sendable, Equatable {
        package var name: String
        package var value: JSONValue
        package var defaultValue: JSONValue
        /// Whether the command line set it.
        package var isSet: Bool
        package var help: String

        /// A parameter from its parts.
        package init(name: String, value: JSONValue, defaultValue: JSONValue, isSet: Bool, help: String = "") {
            (self.name, self.value, self.defaultValue) = (name, value, defaultValue)
            (self.isSet, self.help) = (isSet, help)
        }

        /// The value as the command line writes it: the elements of a list with commas between them.
        package var valueText: String { Self.text(of: value) }
        /// The default as the command line would write it.
        package var defaultText: String { Self.text(of: defaultValue) }

        /// A value as the command line writes it.
        package static func text(of value: JSONValue) -> String {
            value.array.map { $0.map { text(of: $0) }.joined(separator: ",") } ?? value.exactText
        }

        /// The value as one cell of a table holds it, or an index keeps it: a list as its text.
        package var scalar: JSONValue { value.array == nil ? value : .string(valueText) }
    }

    /// A file of the script's as it ran.
    package struct SourceFile: Sendable, Equatable {
        /// Relative to the script's folder, as in the folder `source` of the run.
        package var path: String
        package var sha256: String

        /// A file from its parts.
        package init(path: String, sha256: String) { (self.path, self.sha256) = (path, sha256) }
    }

    /// How far running it again gives the same numbers.
    package struct Determinism: Sendable, Equatable {
        /// `bitwise`, `seeded` or `none`.
        package var level: String
        package var reason: String

        /// A level and why it is no other.
        package init(level: String, reason: String) { (self.level, self.reason) = (level, reason) }
    }

    /// The name of the run's folder.
    package internal(set) var id = ""
    /// The script's path as it was given.
    package var script: String
    /// Where it ran; nil in old records.
    package var workingDirectory: String?
    /// The run that this one runs again.
    package var rerunOf: String?
    /// The trial of a sweep that it is: `sweep`, the sweep's name; `trial`, its number; `arm`, where the sweep has arms. Nil for other runs.
    package var sweep: JSONObject?
    package internal(set) var status = RunStatus.running
    /// The script, then the modules in the order in which it required them.
    package internal(set) var sources: [SourceFile] = []
    package var parameters: [Parameter] = []
    package var seed: UInt64
    package var commandLine: [String]
    package internal(set) var started = Timestamp(milliseconds: 0)
    package internal(set) var ended: Timestamp?
    /// When it was taken up again after it had been killed, had failed or was interrupted.
    package internal(set) var resumed: [Timestamp] = []
    /// Why it failed, as the user was told.
    package internal(set) var error: String?
    package var determinism: Determinism?
    /// What the script returned.
    package var result: JSONValue = .null
    /// The settings of the environments that episodes came from; an episode names its own by the place here, from 1.
    package internal(set) var environments: [JSONObject] = []
    /// What `run.json` has more of than is read: a sentence each.
    package internal(set) var notes: [String] = []
    /// Versions, machine, and whatever else tells where the numbers come from.
    package var provenance = JSONObject()

    /// A run that is about to begin.
    package init(script: String, seed: UInt64, commandLine: [String]) {
        (self.script, self.seed, self.commandLine) = (script, seed, commandLine)
    }

    /// How long it ran, or has run by `now`, in seconds; zero where the wall clock was set back behind its start.
    package func seconds(now: Timestamp) -> Double { max(0, (ended ?? now).seconds(since: started)) }
}

extension RunInfo.SourceFile {
    /// A file of this text.
    package init(path: String, text: String) { self.init(path: path, sha256: ContentHash.of(Array(text.utf8))) }

    /// Whether the file is what `text` says.
    package func holds(_ text: String) -> Bool { sha256 == ContentHash.of(Array(text.utf8)) }
}

/// How a run stands.
package enum RunStatus: String, Sendable, CaseIterable {
    case running
    case completed
    /// The script ended with an error.
    case failed
    /// Somebody pressed Ctrl-C.
    case interrupted
    /// The sweep that it is a trial of stopped it early, as its pruning decided.
    case pruned
    /// The process ended without a word. Never written: readers see it by the lock that nobody holds.
    case killed
}
