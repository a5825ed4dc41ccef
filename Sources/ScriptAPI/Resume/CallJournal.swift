internal import JSON
internal import LuaHost
internal import Rollouts
internal import RunStore
internal import ServedModels

/// The calls of a script that find something out or change something: training, evaluations, programs, clocks; and those that make the
/// objects for them.
///
/// Each is recorded for good with its settings, what it used and its result. When a killed run is resumed, the script runs again from its
/// first line and gets the recorded results, up to the restart point; from there on calls are made. Objects are made again. So that the
/// script's own state comes to be what it was, its functions that were called meanwhile (rewards, feedback, checkers) are called again with
/// what they were given.
final class CallJournal {
    /// What the record says of a call beside its name and arguments.
    struct Note {
        /// Its options by value.
        var settings: JSONObject = [:]
        /// The objects that it uses, at which version, and its random key.
        var inputs: JSONObject = [:]
    }
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
    /// A call under way: what happened inside so far, and the episodes that it played.
    private struct Open {
        var inside: [Entry] = []
        var episodes: (first: Int, count: Int, environment: Int)?
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
    /// The calls under way, the innermost last.
    private var open: [Open] = []
    /// In a replay, which answers every call: told of each call that is answered, by its number, with the script's functions that it had
    /// called; nil otherwise.
    private let replayed: ((_ call: Int, _ functions: [String: LuaCallback]) throws -> Void)?
    /// Writes a call that has ended, and the script's functions that it called; told when all recorded ones are answered.
    private let write: (_ call: JSONObject, _ functions: [JSONObject]) throws -> Void
    private let answered: (_ call: JSONObject, _ number: Int) -> Void
    private let answeredAll: () throws -> Void
    /// Why the script cannot go on: it did not do what it had done.
    private(set) var divergence: Divergence?

    /// - Parameters:
    ///   - recorded: the calls to answer, in their order.
    ///   - write: adds a finished call to the record.
    ///   - replayed: in a replay, told of each answered call; it calls the functions, which are not called otherwise.
    ///   - answered: told of each call that the record has answered, and of its number.
    ///   - answeredAll: called once the last recorded call was answered.
    init(
        answering recorded: [JSONObject] = [],
        write: @escaping (_ call: JSONObject, _ functions: [JSONObject]) throws -> Void,
        replayed: ((_ call: Int, _ functions: [String: LuaCallback]) throws -> Void)? = nil,
        answered: @escaping (_ call: JSONObject, _ number: Int) -> Void = { _, _ in },
        answeredAll: @escaping () throws -> Void = {}
    ) {
        (self.replayed, self.answered) = (replayed, answered)
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
    ///   - note: what else the record says of it.
    ///   - functions: the script's functions that the call may call, by the names under which `function` notes them.
    ///   - answered: called in place of `body` when the record answers.
    func call(
        _ name: String, _ arguments: [JSONValue] = [], note: Note = Note(), functions: [String: LuaCallback] = [:],
        answered: () throws -> Void = {}, body: () throws -> LuaData
    ) throws -> LuaData {
        let call: JSONObject = ["call": .string(name), "arguments": .array(arguments)]
        if replayed != nil, !open.isEmpty || answers.count > 1 { throw CallInReplay(name: name) }
        if isAnswering { return try answer(call, functions, answered) }
        if replayed != nil { throw EndOfReplay() }
        return try make(call, note, result: { try $0.journal }, body)
    }

    /// Makes a call that makes an object, and notes it. A resumed script makes it again.
    func remade<Value>(
        _ name: String, note: Note, result: (Value) throws -> JSONValue = { _ in .null }, body: () throws -> Value
    ) throws -> Value {
        let call: JSONObject = ["call": .string(name), "arguments": []]
        if replayed != nil, !isAnswering { throw EndOfReplay() }
        guard isAnswering else { return try make(call, note, result: result, body) }
        if let divergence { throw divergence }
        let level = answers.count - 1
        let entry = try next(call)
        // What its functions of the script call was recorded within it.
        answers.append(Answers(entries: entry.inside))
        let value = Result { try body() }
        answers.removeLast()
        if let divergence { throw divergence }
        try used(entry, at: level)
        return try value.get()
    }

    /// Notes that the call under way played episodes, which follow on those it had played.
    func played(first: Int, count: Int, environment: Int) {
        guard !open.isEmpty, count > 0 else { return }
        let before = open[open.count - 1].episodes
        open[open.count - 1].episodes = (before?.first ?? first, (before?.count ?? 0) + count, environment)
    }

    private func make<Value>(
        _ call: JSONObject, _ note: Note, result json: (Value) throws -> JSONValue, _ body: () throws -> Value
    ) throws -> Value {
        open.append(Open())
        let started = ContinuousClock.now
        let result: Result<Value, any Error>
        do { result = .success(try body()) } catch { result = .failure(error) }
        let made = open.removeLast()
        var entry = Entry(call, inside: made.inside)
        if !note.settings.isEmpty { entry.json["settings"] = .object(note.settings) }
        if !note.inputs.isEmpty { entry.json["inputs"] = .object(note.inputs) }
        if let episodes = made.episodes {
            entry.json["episodes"] = [
                "first": .int(episodes.first), "count": .int(episodes.count), "environment": .int(episodes.environment),
            ]
        }
        switch result {
        case .success(let value): entry.json["result"] = try json(value)
        case .failure(let error):
            // These end the run; a resumed one makes the call anew.
            if error is Interrupted || error is RunStoreError || error is ServedError
                || (error as? LuaFailure)?.isInterrupt == true
            {
                throw error
            }
            entry.json["error"] = ReplayedError.json(error)
        }
        entry.json["time"] = ["seconds": .number((ContinuousClock.now - started).seconds)]
        try finish(entry)
        return try result.get()
    }

    /// Calls a function of the script on behalf of the call under way, and notes it.
    func function<Result: LuaDecodable>(
        _ name: String, _ function: LuaCallback, _ argument: LuaTable, as type: Result.Type
    ) throws -> Result {
        let data = LuaData.table(argument)
        open.append(Open())
        let result: Swift.Result<LuaData, any Error>
        do { result = .success(try function.call(ScriptFunctions.typed(data, of: name)).first ?? .none) } catch {
            result = .failure(error)
        }
        let inside = open.removeLast().inside
        var entry = Entry(["function": .string(name), "argument": try data.journal], inside: inside)
        if case .success(let value) = result { entry.json["result"] = try? value.journal }
        if !open.isEmpty { open[open.count - 1].inside.append(entry) }
        return try LuaCallback.decode(try result.get(), as: type, name: name)
    }

    private func finish(_ entry: Entry) throws {
        if open.isEmpty {
            finished += 1
            try write(entry.json, entry.inside.map(\.whole))
        } else {
            open[open.count - 1].inside.append(entry)
        }
    }

    // MARK: Answering

    private func answer(
        _ call: JSONObject, _ functions: [String: LuaCallback], _ answered: () throws -> Void
    ) throws -> LuaData {
        if let divergence { throw divergence }
        let level = answers.count - 1
        let entry = try next(call)
        let called = Result {
            if let replayed { return try replayed(finished + 1, functions) }
            for noted in entry.inside { try replay(noted, functions) }
        }
        if let divergence { throw divergence }
        if entry.json["error"] == nil { try answered() }
        try used(entry, at: level)
        // A function's own error, with its value and its lines, is better than the note of it.
        try called.get()
        if let error = entry.json["error"] { throw ReplayedError.error(error) }
        guard let data = LuaData(journal: entry.json["result"] ?? .null) else {
            throw diverged("cannot get the result of \(Self.brief(call)): the journal is damaged")
        }
        return data
    }

    /// The recorded call that comes next, which must be this one.
    private func next(_ call: JSONObject) throws -> Entry {
        let level = answers.count - 1
        guard answers[level].used < answers[level].entries.count else {
            throw diverged("calls \(Self.brief(call)) where it called nothing more")
        }
        let entry = answers[level].entries[answers[level].used]
        answers[level].used += 1
        guard entry.json["call"] == call["call"], entry.json["arguments"] == call["arguments"] else {
            throw diverged("calls \(Self.brief(call)) where it had called \(Self.brief(entry.json))")
        }
        return entry
    }

    /// Counts a recorded call that has had its effect.
    private func used(_ entry: Entry, at level: Int) throws {
        guard level == 0 else { return }
        finished += 1
        answered(entry.json, finished)
        if answers[0].used == answers[0].entries.count {
            answers = []
            try answeredAll()
        }
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

/// A function of the script that makes a call of its own, which a replay does not make.
struct CallInReplay: Error, CustomStringConvertible {
    let name: String
    var description: String { "a function of the script calls \(name), which a replay does not do" }
}

/// A replayed script that has come to where its run had been stopped.
struct EndOfReplay: Error, CustomStringConvertible {
    var description: String { "the run was stopped here" }
}
