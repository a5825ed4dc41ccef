import Foundation

/// The interpreter that the native semantics are compared with.
enum Python {
    static let path = "/usr/bin/python3"
    static var isPresent: Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// Runs `script` with `input`, JSON, on standard input, and reads JSON from standard output.
    static func run<Output: Decodable>(
        _ script: String, input: some Encodable, as: Output.Type
    ) throws -> Output {
        let folder = FileManager.default.temporaryDirectory.appending(path: "python-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let inputFile = folder.appending(path: "input.json")
        let outputFile = folder.appending(path: "output.json")
        try JSONEncoder().encode(input).write(to: inputFile)
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = ["-I", "-W", "ignore", "-c", script, inputFile.path, outputFile.path]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
        return try JSONDecoder().decode(Output.self, from: Data(contentsOf: outputFile))
    }

    struct Failure: Error { var status: Int32 }

    /// Defines `given`, `answer(x)` and `run(source, input)`, which gives what was printed or `Error: ...`.
    static let prelude = """
        import sys, json, io
        given = json.load(open(sys.argv[1]))
        def answer(x): json.dump(x, open(sys.argv[2], "w"))
        compiled = {}
        def run(source, text):
            if source not in compiled: compiled[source] = compile(source, "p", "exec")
            out = io.StringIO()
            scope = {"input": lambda: text, "print": lambda *a, **k: print(*a, file=out, **k)}
            try: exec(compiled[source], scope)
            except Exception as e: return "Error: %s: %s" % (type(e).__name__, str(e)[:40])
            return out.getvalue().strip()[:80]

        """
}
