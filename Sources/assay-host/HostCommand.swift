import ArgumentParser
import CommandLineOptions
import Foundation
import JSON
import LuaHost
import Rendering
import ScriptAPI

/// What `assay` hands over.
struct HostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assay",
        subcommands: [
            Run.self, Resume.self, Rerun.self, Replay.self, Describe.self, TrialCommand.self, API.self,
            DoctorCommand.self,
        ])

    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Run a script and record it.")
        @OptionGroup var options: RunOptions

        func run() throws { try ScriptRun.perform(options) }
    }

    struct Rerun: ParsableCommand {
        static let configuration = RerunOptions.configuration
        @OptionGroup var options: RerunOptions

        func run() throws { try ScriptRerun.perform(options) }
    }

    struct Replay: ParsableCommand {
        static let configuration = ReplayOptions.configuration
        @OptionGroup var options: ReplayOptions

        func run() throws { try ScriptReplay.perform(options) }
    }

    struct Resume: ParsableCommand {
        static let configuration = ResumeOptions.configuration
        @OptionGroup var options: ResumeOptions

        func run() throws { try ScriptResume.perform(options) }
    }

    /// What a script declares, as JSON; for `assay sweep`, which plans by it.
    struct Describe: ParsableCommand {
        static let configuration = CommandConfiguration(shouldDisplay: false)
        @Argument var script: String

        func run() throws {
            let session = try Session(
                .new(.init(.file(script), seed: 1, runs: "")), parametersOnly: true, observer: SilentObserver())
            switch try session.perform() {
            case .described, .completed: Terminal.output.write(json: JSONValue.object(try session.declarations).text)
            case .failed(let error), .interrupted(let error):
                SessionReport.show(error)
                Program.end(.failure)
            case .misused(let problem):
                Program.complain(problem)
                Program.end(.usage)
            }
        }
    }

    struct API: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "api", abstract: "Describe the Lua API.")
        @OptionGroup var options: APIOptions

        func run() throws {
            if let name = options.name {
                do { return print(try Reference.text(about: name)) } catch {
                    throw ValidationError("\(error)\(error.nearest == nil ? ";" : "") \"assay api\" lists all there is")
                }
            }
            guard let folder = options.luacats else { return print(Reference.page()) }
            let stubs = Reference.stubs()
            do {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                for (name, text) in stubs {
                    try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
                }
            } catch {
                throw StubsError(folder: folder)
            }
            print("wrote \(stubs.count) stubs to \(folder); add it to workspace.library of lua-language-server")
        }
    }
}

/// A folder that cannot take the stubs.
struct StubsError: Error, CustomStringConvertible {
    let folder: String
    var description: String {
        "cannot write stubs to \(folder); name a folder that you may write with --luacats FOLDER"
    }
}
