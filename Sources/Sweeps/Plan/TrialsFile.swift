package import JSON
internal import Rendering
internal import RunStore

/// A file that lists trials one by one: `--from trials.csv`.
///
/// Comma-separated values (RFC 4180) under a header of parameter names, and `seed` where each trial says its own. A field is written as behind
/// `name=` of `assay run`: the elements of a list have commas between them and stand in quotes; a string is all of its field.
package struct TrialsFile {
    /// More bytes than this are not read.
    package static let limit = 64 << 20

    /// The trials in order, each with a value for every column. A seed of 2^63 and more is a string, as in `run.json`.
    ///
    /// - Parameter declared: what the script declares.
    /// - Throws: `SweepError` with the line that is wrong.
    package static func read(
        _ text: String, declared: [DeclaredParameter]
    ) throws(SweepError) -> [[(name: String, value: JSONValue)]] {
        guard text.utf8.count <= limit else {
            throw SweepError("a list of trials may have \(limit) bytes, and this has \(text.utf8.count)", isUsage: true)
        }
        var records = CommaSeparatedText(text)
        guard let header = try next(&records) else {
            throw SweepError(
                "the list of trials is empty: its first line names parameters, as in turns,kl, and each line below is a trial",
                isUsage: true)
        }
        let columns = try columns(header, declared)
        var trials: [[(name: String, value: JSONValue)]] = [], lines: [[JSONValue]: Int] = [:]
        while let record = try next(&records) {
            guard record.fields.count == columns.count else {
                throw problem(
                    record.line,
                    "has \(count(record.fields.count, "field")), and the header \(count(columns.count, "name"))")
            }
            var trial: [(name: String, value: JSONValue)] = []
            for (field, column) in zip(record.fields, columns) {
                trial.append((column?.name ?? "seed", try value(field, of: column, on: record.line)))
            }
            if let line = lines.updateValue(record.line, forKey: trial.map(\.value)) {
                throw problem(record.line, "lists the trial of line \(line) again: keep one of the two")
            }
            guard trials.count < Axis.mostValues else {
                throw problem(
                    record.line, "is the \(Axis.mostValues + 1)th trial, and a list may have \(Axis.mostValues)")
            }
            trials.append(trial)
        }
        guard !trials.isEmpty else {
            throw SweepError(
                "the list of trials has a header and no trial: each line below the header is one", isUsage: true)
        }
        return trials
    }

    private static func next(
        _ records: inout CommaSeparatedText
    ) throws(SweepError) -> CommaSeparatedText.Record? {
        do throws(CommaSeparatedText.Problem) {
            return try records.next(limit: RecordLimits.parameters)
        } catch {
            throw problem(error.line, error.text)
        }
    }

    /// The parameter of each column, nil for the seed.
    private static func columns(
        _ header: CommaSeparatedText.Record, _ declared: [DeclaredParameter]
    ) throws(SweepError) -> [DeclaredParameter?] {
        var columns: [DeclaredParameter?] = [], names: Set<String> = []
        for field in header.fields {
            let name = field.trimmed
            guard names.insert(name).inserted else {
                throw problem(header.line, "names the parameter '\(DeclaredParameter.brief(name))' twice")
            }
            if name == "seed" {
                columns.append(nil)
                continue
            }
            guard let parameter = declared.first(where: { $0.name == name }) else {
                let has = NearestName.among(declared.map(\.name), for: name, verb: "it has")
                throw problem(
                    header.line,
                    "names '\(DeclaredParameter.brief(name))', and the script has no parameter of that name\(has)")
            }
            columns.append(parameter)
        }
        return columns
    }

    private static func value(
        _ field: String, of parameter: DeclaredParameter?, on line: Int
    ) throws(SweepError) -> JSONValue {
        guard let parameter else {
            guard let seed = UInt64(field.trimmed) else {
                throw problem(
                    line, "has the seed '\(DeclaredParameter.brief(field))', which is no whole number from 0 on")
            }
            return Int(exactly: seed).map { .int($0) } ?? .string(String(seed))
        }
        let isText = !parameter.isNumber && parameter.fallback.bool == nil && !parameter.isList
        do throws(SweepError) { return try parameter.value(isText ? field : field.trimmed) } catch {
            throw problem(line, "does not fit: \(error.description)")
        }
    }

    private static func problem(_ line: Int, _ text: String) -> SweepError {
        SweepError("line \(line) of the list of trials \(text)", isUsage: true)
    }

    private static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
