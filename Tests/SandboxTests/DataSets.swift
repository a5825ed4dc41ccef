import Foundation
import Testing

/// Public problem sets that a machine may have: files in the folder that `ASSAY_DATA` names.
enum DataSets {
    static let folder = ProcessInfo.processInfo.environment["ASSAY_DATA"]

    /// Why tests on them are skipped.
    static let missing: Comment =
        "set ASSAY_DATA to a folder with HumanEval.jsonl.gz, HumanEvalPlus.jsonl.gz, MbppPlus.jsonl.gz, mbpp.jsonl and codecontests_127.jsonl"

    static func path(_ name: String) -> String { (folder ?? "") + "/" + name }
}
