import ScriptAPI
import Testing

/// The stubs as an editor reads them: each type is defined once, and every type that is mentioned is.
@Suite struct StubsTests {
    private static let builtIn: Set = ["string", "number", "integer", "boolean", "table", "any", "nil", "function"]
    private static let lines = Reference.stubs().flatMap { file in
        file.text.split(separator: "\n").map { (file: file.name, text: String($0)) }
    }

    @Test func everyTypeIsDefinedOnce() throws {
        var defined: [String: Int] = [:], mentioned: [String: String] = [:]
        for line in Self.lines {
            let text = String(line.text.prefix(while: { $0 != "#" }))
            func note(_ type: Substring) throws {
                var parser = LuaCATSType(type)
                try parser.whole()
                for name in parser.names { mentioned[name] = "\(line.file): \(line.text)" }
            }
            if let match = text.wholeMatch(of: /---@class (\w+)(?:: (\w+))?/) {
                defined[String(match.1), default: 0] += 1
                if let parent = match.2 { mentioned[String(parent)] = line.text }
            } else if let match = text.wholeMatch(
                of: /---@field (?:\w+\??|\[1\]\?|\[string\]|\[integer\]|\["[^"]+"\]\??) (.*?) */)
            {
                try note(match.1)
            } else if let match = text.wholeMatch(of: /---@param \w+\?? (.*?) */) {
                try note(match.1)
            } else if let match = text.wholeMatch(of: /---@(?:return|overload) (.*?) */) {
                try note(match.1)
            } else {
                #expect(
                    !text.hasPrefix("---@") || text == "---@meta" || text == "---@operator len: integer",
                    "what is this? \(line.text)")
            }
        }
        for (name, count) in defined { #expect(count == 1, "\(name) is defined \(count) times") }
        for (name, line) in mentioned where !Self.builtIn.contains(name) {
            #expect(defined[name] != nil, "\(name) is not defined: \(line)")
        }
        // Not by chance: what was missing once is there.
        for name in [
            "TestOptions", "SeriesOptions", "Episode", "Attempt", "Outcome", "Rates", "Update", "PrintedOutput",
        ] {
            #expect(defined[name] == 1, "\(name)")
        }
        #expect(mentioned["Episode"] != nil && mentioned["Attempt"] != nil)
    }

    @Test func functionsHaveTheirParameters() {
        // The `@param` lines above a function are its parameters, in their order.
        var parameters: [String] = []
        for line in Self.lines.map(\.text) {
            if let match = line.firstMatch(of: /^---@param (\w+)/) { parameters.append(String(match.1)) }
            guard let match = line.wholeMatch(of: /function [\w.:]+\((.*)\) end/) else { continue }
            #expect(match.1.split(separator: ", ").map(String.init) == parameters, "\(line)")
            parameters = []
        }
    }

    @Test func nothingReturnsAny() {
        for line in Self.lines { #expect(!line.text.hasPrefix("---@return any"), "\(line)") }
    }
}

/// Reads a type as the documentation of LuaCATS writes it: https://luals.github.io/wiki/annotations/#documenting-types
private struct LuaCATSType {
    private var rest: Substring
    private(set) var names: [String] = []

    struct Failure: Error { let rest: String }

    init(_ text: Substring) { rest = text }

    mutating func whole() throws {
        try union()
        guard rest.isEmpty else { throw Failure(rest: String(rest)) }
    }

    private mutating func take(_ text: String) -> Bool {
        guard rest.hasPrefix(text) else { return false }
        rest = rest.dropFirst(text.count)
        return true
    }

    private mutating func word() throws -> String {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        guard !word.isEmpty else { throw Failure(rest: String(rest)) }
        rest = rest.dropFirst(word.count)
        return String(word)
    }

    private mutating func union() throws {
        repeat { try postfixed() } while take("|")
    }

    private mutating func postfixed() throws {
        if take("(") {
            try union()
            guard take(")") else { throw Failure(rest: String(rest)) }
        } else if take("\"") {
            rest = rest.drop { $0 != "\"" }
            guard take("\"") else { throw Failure(rest: String(rest)) }
        } else {
            let name = try word()
            if name == "fun", take("(") { try function() } else { names.append(name) }
        }
        while take("[]") || take("?") {}
    }

    private mutating func function() throws {
        while !take(")") {
            _ = try word()
            guard take(": ") else { throw Failure(rest: String(rest)) }
            try union()
            _ = take(", ")
        }
        if take(": ") { try union() }
    }
}
