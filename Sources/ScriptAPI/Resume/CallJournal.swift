internal import JSON
internal import LuaHost
internal import Rollouts
internal import RunStore

/// The calls of a script whose results come from outside of it: training, evaluations, programs, clocks.
///
/// Each is noted with its result. When a killed run is resumed, the script runs again from its first line and gets the noted
/// results, up to the restart point; from there on calls are made. So that the script's own state comes to be what it was, its
/// functions that were called meanwhile (rewards, feedback, checkers) are called again with what they were given.
final class CallJournal {
    /// One call, or one function of the script that it called, with what happened inside.
    private struct Entry {
        var json: JSONObject
        var inside: [Entry]

        init(_ json: JSONObject, inside: [Entry] = []) { (self.json, self.inside) = (json, inside) }

        init(parsing object: JSONObject) {
            self.init(
                object, inside: (object["inside"]?.array ?? []).compactMap { $0.object.map { Entry(parsing: $0) } })
        }

        var whole: JSONObject {
            var whole = json
            if !inside.isEmpty { whole["inside"] = .array(inside.map { .object($0.whole) }) }
            return whole
        }
    }
    /// Entries to answer from, and how many were used.
    private struct Answers {
        var entries: [Entry]
        var used = 0
    }

    /// How many calls at the top have finished.
    private(set) var finished = 0
    /// The recorded calls while they are answered, the innermost last; empty once calls are made.
    private var answers: [Answers] = []
    /// What happened so far inside of the calls under way.
    private var open: [[Entry]] = []
    /// Writes a finished call; told when all recorded ones are answered.
    private let write: (JSONObject) throws -> Void
    private let answeredAll: () throws -> Void
    /// Why the script cannot go on: it did not do what it had done.
    private(set) var divergence: Divergence?

    /// - Parameters:
    ///   - recorded: the calls to answer, in their order.
    ///   - write: adds a finished call to the record.
    ///   - answeredAll: called once the last recorded call was answered.
    init(
        answering recorded: [JSONObject] = [], write: @escaping (JSONObject) throws -> Void,
        answeredAll: @escaping () throws -> Void = {}
    ) {
        if !recorded.isEmpty { answers = [Answers(entries: recorded.map { Entry(parsing: $0) })] }
        (self.write, self.answeredAll) = (write, answeredAll)
    }

    /// Whether calls are answered from the record.
    var isAnswering: Bool { !answers.isEmpty }

    /// Makes a call and notes it, or answers it from the record.
    ///
    /// - Parameters:
    ///   - name: what the script calls, such as `environment.evaluate`.
    ///   - arguments: what tells this call from another of the same name.
    ///   - functions: the script's functions that the call may call, by the names under which `function` notes them.
    ///   - answered: called in place of `body` when the record answers.
    func call(
        _ name: String, _ arguments: [JSONValue] = [], functions: [String: LuaCallback] = [:],
        answered: () throws -> Void = {}, body: () throws -> LuaData
    ) throws -> LuaData {
        let call: JSONObject = ["call": .string(name), "arguments": .array(arguments)]
        if isAnswering { return try answer(call, functions, answered) }
        open.append([])
        let result: Result<LuaData, any Error>
        do { result = .success(try body()) } catch { result = .failure(error) }
        var entry = Entry(call, inside: open.removeLast())
        switch result {
        case .success(let data): entry.json["result"] = try data.journal
        case .failure(let error):
            // These end the run; a resumed one makes the call anew.
            if error is Interrupted || error is RunStoreError || (error as? LuaFailure)?.isInterrupt == true {
                throw error
            }
            entry.json["error"] = ReplayedError.json(error)
        }
        try finish(entry)
        return try result.get()
    }

    /// Calls a function of the script on behalf of the call under way, and notes it.
    func function<Result: LuaDecodable>(
        _ name: String, _ function: LuaCallback, _ argument: LuaTable, as type: Result.Type
    ) throws -> Result {
        let data = LuaData.table(argument)
        open.append([])
        let result: Swift.Result<LuaData, any Error>
        do { result = .success(try function.call(ScriptFunctions.typed(data, of: name)).first ?? .none) } catch {
            result = .failure(error)
        }
        let inside = open.removeLast()
        var entry = Entry(["function": .string(name), "argument": try data.journal], inside: inside)
        if case .success(let value) = result { entry.json["result"] = try? value.journal }
        if !open.isEmpty { open[open.count - 1].append(entry) }
        return try LuaCallback.decode(try result.get(), as: type, name: name)
    }

    private func finish(_ entry: Entry) throws {
        if open.isEmpty {
            finished += 1
            try write(entry.whole)
        } else {
            open[open.count - 1].append(entry)
        }
    }

    // MARK: Answering

    private func answer(
        _ call: JSONObject, _ functions: [String: LuaCallback], _ answered: () throws -> Void
    ) throws -> LuaData {
        if let divergence { throw divergence }
        let level = answers.count - 1
        guard answers[level].used < answers[level].entries.count else {
            throw diverged("calls \(Self.brief(call)) where it called nothing more")
        }
        let entry = answers[level].entries[answers[level].used]
        answers[level].used += 1
        guard entry.json["call"] == call["call"], entry.json["arguments"] == call["arguments"] else {
            throw diverged("calls \(Self.brief(call)) where it had called \(Self.brief(entry.json))")
        }
        let replayed = Result { for noted in entry.inside { try replay(noted, functions) } }
        if let divergence { throw divergence }
        if entry.json["error"] == nil { try answered() }
        if level == 0 {
            finished += 1
            if answers[0].used == answers[0].entries.count {
                answers = []
                try answeredAll()
            }
        }
        // A function's own error, with its value and its lines, is better than the note of it.
        try replayed.get()
        if let error = entry.json["error"] { throw ReplayedError.error(error) }
        guard let data = LuaData(journal: entry.json["result"] ?? .null) else {
            throw diverged("cannot get the result of \(Self.brief(call)): the journal is damaged")
        }
        return data
    }

    /// Calls a function of the script as it was called.
    private func replay(_ noted: Entry, _ functions: [String: LuaCallback]) throws {
        guard let name = noted.json["function"]?.string, let function = functions[name],
            let argument = noted.json["argument"].flatMap({ LuaData(journal: $0) })
        else { throw diverged("has no function '\(noted.json["function"]?.string ?? "")' to call again") }
        answers.append(Answers(entries: noted.inside))
        let result = Result { try function.call(ScriptFunctions.typed(argument, of: name)).first ?? .none }
        let rest = answers.removeLast()
        let noted = noted.json["result"], now = try? result.get().journal
        guard now == noted, rest.used == rest.entries.count else {
            throw diverged("gets another result from the function '\(name)' than it had")
        }
        _ = try result.get()
    }

    /// What to say of a script that ended although its run had gone on.
    func endedEarly() -> Divergence {
        divergence ?? diverged("ended after \(finished) calls where it had made more")
    }

    private func diverged(_ how: String) -> Divergence {
        let divergence = Divergence(description: "the script diverges from the run that it resumes: it \(how)")
        self.divergence = divergence
        return divergence
    }

    private static func brief(_ call: JSONObject) -> String {
        let arguments = (call["arguments"]?.array ?? []).map(\.brief).joined(separator: ", ")
        return "\(call["call"]?.string ?? "?")(\(arguments))"
    }
}

/// A script that does not do what it had done.
struct Divergence: Error, CustomStringConvertible {
    let description: String
}
