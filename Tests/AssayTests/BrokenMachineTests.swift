import Foundation
import RunStore
import TestSupport
import Testing

/// Bad files and a machine that lacks something: one clear sentence, exit status 1, and what was recorded stays.
@Suite struct BrokenMachineTests {
    private let folder: TemporaryFolder
    private var runs: String { folder.file("runs") }

    init() throws { folder = try TemporaryFolder() }

    /// Runs `source`, after the shell commands of `setting` in a mount namespace of its own when there are any.
    private func run(_ source: String, setting: String? = nil, runs: String? = nil) throws -> AssayProgram.Outcome {
        try folder.write(source, to: "x.lua")
        let arguments = ["run", "-q", folder.file("x.lua")]
        guard let setting else { return try AssayProgram.run(arguments, runs: runs ?? self.runs) }
        let program = try AssayProgram.folder.appendingPathComponent("assay").path
        return try AssayProgram.run(
            ["--mount", "sh", "-c", "\(setting) && exec \"$0\" \"$@\"", program] + arguments, runs: runs ?? self.runs,
            at: URL(fileURLWithPath: "/usr/bin/unshare"))
    }

    /// Mounting takes root; so do the tests that hide a program of the machine.
    private static let canMount: Bool = {
        guard geteuid() == 0 else { return false }
        let outcome = try? AssayProgram.run(
            ["--mount", "mount", "-t", "tmpfs", "none", "/mnt"], at: URL(fileURLWithPath: "/usr/bin/unshare"))
        return outcome?.status == 0
    }()

    /// The one sentence of an outcome, which stands at line `line` of the script.
    private func expect(
        _ outcome: AssayProgram.Outcome, line: Int, _ message: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(outcome.status == 1, sourceLocation: sourceLocation)
        let lines = outcome.errors.components(separatedBy: "\n")
        #expect(lines[0].contains(message), "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(lines[0].hasPrefix("error: "), sourceLocation: sourceLocation)
        #expect(lines.dropFirst().first == "  at \(folder.file("x.lua")):\(line)", sourceLocation: sourceLocation)
        let run = try RunsFolder(runs).runs().runs.first
        #expect(run?.info.status == .failed, sourceLocation: sourceLocation)
        #expect(try run?.metrics().count == 1, sourceLocation: sourceLocation)
    }

    // MARK: The machine

    @Test func runsThatCannotBeWritten() throws {
        try folder.write("a file", to: "runs")
        let outcome = try run("print 'x'")
        #expect(outcome.status == 1)
        #expect(
            outcome.errors
                == "assay: cannot write \(runs): file exists; record elsewhere with --runs FOLDER or ASSAY_RUNS\n")
        let proc = try run("print 'x'", runs: "/proc/assay-runs")
        #expect(proc.status == 1)
        #expect(
            proc.errors.hasPrefix("assay: cannot write /proc/assay-runs: no such file or directory; record elsewhere"))
    }

    @Test(.enabled(if: canMount)) func aFullDisk() throws {
        try FileManager.default.createDirectory(atPath: runs, withIntermediateDirectories: true)
        // Seen from outside, the folder is empty; so what was kept is looked at from inside.
        let outcome = try run(
            "for i = 1, 1e6 do run.log { loss = i, time = { filler = ('x'):rep(1000) } } end",
            setting: "mount -t tmpfs -o size=256k none '\(runs)'")
        #expect(outcome.status == 1)
        let lines = outcome.errors.components(separatedBy: "\n")
        #expect(lines[0].contains("metrics.jsonl: no space left on device; free some space there"), "\(outcome.errors)")
        #expect(
            lines.contains(
                "  > 1 | for i = 1, 1e6 do run.log { loss = i, time = { filler = ('x'):rep(1000) } } end"
            ))
        #expect(!outcome.errors.contains("assay:"), "a second complaint about the same disk")
    }

    /// `ulimit -f` counts blocks of 512 bytes in `sh`: the record may grow to 256 KB.
    @Test func aLimitOnTheSizeOfFiles() throws {
        try folder.write(
            "for i = 1, 1e6 do run.log { loss = i, time = { filler = ('x'):rep(1000) } } end",
            to: "x.lua")
        let program = try AssayProgram.folder.appendingPathComponent("assay").path
        let outcome = try AssayProgram.run(
            ["-c", "ulimit -f 512 && exec \"$0\" \"$@\"", program, "run", "-q", folder.file("x.lua")], runs: runs,
            at: URL(fileURLWithPath: "/bin/sh"))
        #expect(outcome.status == 1)
        let lines = outcome.errors.components(separatedBy: "\n")
        #expect(
            lines[0].contains("metrics.jsonl: file too large; raise the limit on the size of files with ulimit -f"),
            "\(outcome.errors)")
        let run = try #require(try RunsFolder(runs).runs().runs.first)
        #expect(run.info.status == .failed)
        let metrics = try run.metrics()
        #expect(!metrics.isTorn && metrics.count > 200)
        #expect(metrics.columns.first?.values == (1...metrics.count).map(Double.init))
    }

    @Test(.enabled(if: canMount)) func noBubblewrap() throws {
        let outcome = try run(
            "run.log { loss = 1 }\nexecutor.python {}",
            setting: "mount --bind /dev/null \"$(readlink -f /usr/bin/bwrap)\"")
        try expect(
            outcome, line: 2,
            "bubblewrap is not installed (there is no /usr/bin/bwrap); run: apt-get install bubblewrap")
    }

    @Test(.enabled(if: canMount)) func noPython() throws {
        let outcome = try run(
            "run.log { loss = 1 }\nexecutor.python {}",
            setting: "mount --bind /dev/null \"$(readlink -f /usr/bin/python3)\"")
        try expect(
            outcome, line: 2, "Python is not installed (there is no /usr/bin/python3); run: apt-get install python3")
    }

    // MARK: Checkpoints

    /// A copy of the bundled model to spoil.
    private func model() throws -> String {
        let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let source = project.appending(path: "experiments/minicoder").path()
        try FileManager.default.copyItem(atPath: source, toPath: folder.file("model"))
        return folder.file("model")
    }

    /// The outcome of loading the model, which has no weights to read in a checkout without them.
    private func load() throws -> AssayProgram.Outcome {
        try run("run.log { loss = 1 }\nmodel.load '\(folder.file("model"))'")
    }

    @Test func truncatedWeights() throws {
        let place = try model() + "/model.safetensors"
        let whole = FileManager.default.contents(atPath: place)
        let weights = whole ?? Data([8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8))
        for (kept, message) in [
            (weights.count - 1, "cut off"), (weights.count / 2, "cut off"), (12, "it is cut off"),
            (3, "it may be cut off"),
        ] {
            guard whole != nil || kept < weights.count / 2 else { continue }
            try weights.prefix(kept).write(to: URL(fileURLWithPath: place))
            let outcome = try load()
            try expect(outcome, line: 2, "\(place): ")
            #expect(outcome.errors.contains(message), "\(kept) bytes: \(outcome.errors)")
        }
    }

    @Test func missingWeights() throws {
        let place = try model() + "/model.safetensors"
        try? FileManager.default.removeItem(atPath: place)
        try expect(try load(), line: 2, "\(place): there is no such file")
    }

    /// Replaces part of a file of the model.
    private func spoil(_ name: String, _ part: String, _ other: String) throws {
        let place = URL(fileURLWithPath: folder.file("model/" + name))
        let text = try String(contentsOf: place, encoding: .utf8)
        try #require(text.contains(part), "\(name) has no \(part)")
        try text.replacing(part, with: other).write(to: place, atomically: true, encoding: .utf8)
    }

    @Test func aConfigurationThatDoesNotFit() throws {
        let place = try model()
        guard FileManager.default.fileExists(atPath: place + "/model.safetensors") else { return }
        try spoil("config.json", "\"num_hidden_layers\": ", "\"num_hidden_layers\": 1")
        try expect(try load(), line: 2, "\(place): the weights lack the tensor model.layers.")
    }

    @Test func aConfigurationThatIsNone() throws {
        let place = try model()
        try spoil("config.json", "\"llama\"", "\"gpt2\"")
        try expect(try load(), line: 2, "\(place)/config.json: model_type is \"gpt2\"; supported are LlamaForCausalLM")
        try "{".write(toFile: place + "/config.json", atomically: true, encoding: .utf8)
        try expect(try load(), line: 2, "\(place)/config.json: ")
    }

    @Test func aTokenizerThatIsNone() throws {
        let place = try model()
        try spoil("tokenizer.json", "\"ByteLevel\"", "\"WordLevel\"")
        try expect(try load(), line: 2, "\(place)/tokenizer.json: ")
        try "{ \"model\": ".write(toFile: place + "/tokenizer.json", atomically: true, encoding: .utf8)
        try expect(try load(), line: 2, "\(place)/tokenizer.json: ")
    }
}
