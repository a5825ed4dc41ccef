internal import JSON
internal import RunStore

/// What a sweep submitted to Slurm: the file `slurm.json` of its folder. A submission is written down before `sbatch` is called, so that one whose
/// process died in between is found again by its name.
struct SlurmRecord: Equatable {
    /// One job array.
    struct Submission: Equatable {
        /// The job's name in Slurm: no other of this sweep has it.
        let name: String
        /// What a task's number lacks to be the trial's.
        let base: Int
        /// The tasks' numbers, as `--array` took them.
        let array: String
        /// Nil until `sbatch` has answered.
        var job: Int?
    }

    /// What was asked of Slurm for each trial.
    var options = SlurmOptions()
    /// How many tasks of an array may run at once; nil for any number.
    var atOnce: Int?

    static let fileName = "slurm.json"
    private static let limit = 16 << 20
    private static let format = 1

    var submissions: [Submission] = []

    init() {}

    /// The record of the sweep in `folder`; empty where nothing was submitted.
    ///
    /// - Throws: `SweepError` for one that cannot be read.
    init(folder: String) throws {
        let path = folder + "/" + Self.fileName
        guard Files.exists(path) else { return }
        func malformed(_ problem: String) -> SweepError {
            SweepError(
                "\(path) is damaged: \(problem); take it away once \"squeue --me\" shows no job of this sweep, and resume the sweep"
            )
        }
        let object: JSONObject
        do { object = try JSONParser.parse(try Files.read(path, limit: Self.limit)).object ?? JSONObject() } catch let
            error
            as JSONError
        {
            throw malformed("\(error)")
        }
        guard object["format"] == .int(Self.format), let list = object["submissions"]?.array else {
            throw malformed("it lists no submissions that this version of Assay knows")
        }
        do { options = try SlurmOptions(object["options"]?.string.map { $0.isEmpty ? [] : [$0] } ?? []) } catch {
            throw malformed("\(error)")
        }
        atOnce = object["at_once"]?.int
        guard atOnce ?? 1 > 0 else { throw malformed("its \"at_once\" is below 1") }
        for value in list {
            guard let name = value["name"]?.string, let base = value["base"]?.int, base >= 0,
                let array = value["array"]?.string, let job = value["job"], job.isNull || job.int ?? 0 > 0
            else { throw malformed("\(value.brief) is no submission") }
            submissions.append(Submission(name: name, base: base, array: array, job: job.int))
        }
    }

    /// Puts the record in the place of the one before.
    func write(folder: String) throws {
        let list = submissions.map { one -> JSONValue in
            .object([
                "name": .string(one.name), "base": .int(one.base), "array": .string(one.array),
                "job": one.job.map { .int($0) } ?? .null,
            ])
        }
        let object: JSONObject = [
            "format": .int(Self.format), "options": .string(options.text), "at_once": atOnce.map { .int($0) } ?? .null,
            "submissions": .array(list),
        ]
        try Files.replace(folder + "/" + Self.fileName, with: (JSONValue.object(object).prettyText + "\n").utf8)
    }
}
