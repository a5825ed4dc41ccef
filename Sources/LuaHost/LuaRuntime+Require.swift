#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension LuaRuntime {
    /// `require "name"`: runs `name.lua` beside the script, once, and returns what it returned.
    func require(_ arguments: [LuaData]) throws -> [LuaData] {
        let name: String
        do { name = try String.decode(arguments.first ?? .none) } catch {
            throw LuaCallError(function: "require", LuaArguments.named("name", error))
        }
        if let known = required[name] {
            guard let known else {
                throw LuaFailure(.error, "require: the module '\(name)' requires itself, directly or through another")
            }
            return [.function(LuaCallback(reference: known, host: nil))]
        }
        let (path, source) = try moduleSource(name)
        let display = displayFolder + Self.file(of: name)
        sources[display] = source
        required[name] = .some(nil)
        do {
            let function = try machine.load(source, chunkName: display)
            try configuration.moduleLoaded(name, path, source)
            let value = try machine.callKeepingResult(function, [name.luaData])
            required[name] = .some(value)
            return [.function(LuaCallback(reference: value, host: nil))]
        } catch {
            required[name] = nil
            throw error
        }
    }

    private static func file(of name: String) -> String { name.replacing(".", with: "/") + ".lua" }

    private func moduleSource(_ name: String) throws -> (path: String, source: String) {
        let allowed = name.utf8.allSatisfy {
            ($0 >= 0x30 && $0 <= 0x39) || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || "_-./".utf8.contains($0)
        }
        let parts = name.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "/" }
        guard allowed, parts.allSatisfy({ !$0.isEmpty }) else {
            throw LuaFailure(
                .error,
                "require: '\(name)' is not the name of a module beside the script "
                    + "(letters, digits, _ and -, with dots for folders)")
        }
        guard let folder = configuration.folder else {
            throw LuaFailure(.error, "require: there is no folder to find the module '\(name)' in")
        }
        let path = folder + "/" + Self.file(of: name)
        let manager = FileManager.default
        guard let real = manager.realPath(of: path), let root = manager.realPath(of: folder) else {
            throw LuaFailure(.error, "require: there is no module '\(name)' beside the script: no file \(path)")
        }
        guard real.hasPrefix(root == "/" ? root : root + "/") else {
            throw LuaFailure(.error, "require: the module '\(name)' lies outside the script's folder: \(real)")
        }
        guard let data = FileManager.default.contents(atPath: real) else {
            throw LuaFailure(.error, "require: the module '\(name)' cannot be read: \(path)")
        }
        guard let source = String(validating: data, as: UTF8.self) else {
            throw LuaFailure(.error, "require: the module '\(name)' is not UTF-8 text: \(path)")
        }
        return (path, source)
    }
}

extension FileManager {
    /// The path without links, or nil when there is no such file.
    fileprivate func realPath(of path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
