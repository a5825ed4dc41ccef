import Foundation
import JSON
import Sweeps
import TestSupport
import Testing

/// What becomes of a search whose Python is none, or not as it should be: no optuna is needed to see it.
@Suite struct OptunaWorkerTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A program that stands in for Python.
    private func program(_ script: String, named name: String = "python") throws -> String {
        let text = try folder.write("#!/bin/sh\n" + script, to: name + ".text"), path = folder.path + "/" + name
        // A file that a process of another test still has open for writing cannot be started ("text file busy"). This one was written by a
        // process that has ended.
        let copy = Process()
        copy.executableURL = URL(fileURLWithPath: "/bin/sh")
        copy.arguments = ["-c", "rm -f \"$2\" && cp \"$1\" \"$2\" && chmod 755 \"$2\"", "sh", text, path]
        try copy.run()
        copy.waitUntilExit()
        return path
    }

    private func problem(_ interpreter: String, patience: Duration = .seconds(20)) throws -> String {
        let searcher = try OptunaSearcher(
            method: "tpe", python: PythonWithOptuna(interpreter: interpreter), patience: patience)
        let error = #expect(throws: SweepError.self) {
            try searcher.suggestion(
                1, seed: 1, space: [("kl", .uniform(low: 0, high: 1))], direction: .minimize, visible: [])
        }
        return (error?.description ?? "").replacing(folder.path, with: "/f")
    }

    private static let remedy = "let ASSAY_OPTUNA name a Python that has optuna, or unset it to have optuna installed"

    @Test func eachTroubleIsOneSentence() throws {
        #expect(
            try problem("/f/nowhere") == "cannot start /f/nowhere for optuna: No such file or directory; \(Self.remedy)"
        )
        let without = "echo Traceback >&2; echo \"ModuleNotFoundError: No module named 'optuna'\" >&2; exit 1"
        #expect(
            try problem(program(without))
                == "optuna's worker, /f/python, ended: ModuleNotFoundError: No module named 'optuna'; \(Self.remedy)")
        #expect(
            try problem(program("read line; echo nonsense"))
                == "/f/python does not answer as optuna's worker does, but \"nonsense\"; \(Self.remedy)")
        for answer in ["{}", #"{"values":[2]}"#, #"{"values":["a"]}"#, #"{"values":[0.5,0.5]}"#, "[1]", "\\0377"] {
            #expect(
                try problem(program("read line; printf '%b\\n' '\(answer)'")).contains(
                    "does not answer as optuna's worker does"))
        }
        #expect(
            try problem(program("exec sleep 100"), patience: .seconds(1))
                == "optuna's worker, /f/python, gave no answer in 1 s")
        #expect(
            try problem(program("read line; exec cat /dev/zero"))
                == "optuna's worker, /f/python, answered more than is read; \(Self.remedy)")
        #expect(
            try problem(program(#"read line; echo '{"error":"ValueError: no"}'"#))
                == "optuna refused the request: ValueError: no")
    }

    /// A worker that ended is started again for the next request.
    @Test func aWorkerThatEndedIsStartedAgain() throws {
        let python = try program(
            "read line; if mkdir \(folder.path)/once 2>/dev/null; then exit 3; fi; echo '{\"values\":[0.5]}'")
        let searcher = try OptunaSearcher(method: "random", python: PythonWithOptuna(interpreter: python))
        func ask() throws -> Double? {
            try searcher.suggestion(
                1, seed: 1, space: [("kl", .uniform(low: 0, high: 1))], direction: .minimize, visible: [])["kl"]?.double
        }
        #expect(throws: SweepError.self) { try ask() }
        #expect(try ask() == 0.5)
    }

    @Test func thereAreTwoMethods() {
        let python = PythonWithOptuna(interpreter: "python3")
        let error = #expect(throws: SweepError.self) { try OptunaSearcher(method: "tep", python: python) }
        #expect(error?.description == "there is no search 'tep'; did you mean 'tpe'? there are tpe, random")
    }

    /// A stand-in for a Python with pip: it says where it is, and "installs" into the folder behind --target.
    private func pip(_ act: String) throws -> String {
        let path = folder.path + "/python3"
        return try program(
            """
            if [ "$1" = -c ]; then echo \(path); exit 0; fi
            while [ "$1" != --target ]; do shift; done
            \(act)
            """, named: "python3")
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["ASSAY_OPTUNA"] == nil, "ASSAY_OPTUNA names another"))
    func optunaIsInstalledWholeOrNotAtAll() throws {
        let target = folder.path + "/deps/optuna"
        var said: [String] = []
        #expect(PythonWithOptuna.find(in: target) == nil)
        let broken = try pip("mkdir -p \"$2/half\"; exit 2")
        let error = #expect(throws: SweepError.self) {
            try PythonWithOptuna.install(into: target, pythons: ["/f/none", broken]) { said.append($0) }
        }
        #expect(
            error?.description
                == "pip could not install optuna 5.0.0 (see above); put it right and start again, or run \"\(broken) -m venv ~/optuna "
                + "&& ~/optuna/bin/pip install optuna==5.0.0\" and set ASSAY_OPTUNA=~/optuna/bin/python")
        #expect(said == ["Installing optuna 5.0.0 from PyPI into \(target) (some 120 MB) ..."])
        #expect(PythonWithOptuna.find(in: target) == nil)

        let working = try pip("[ -e \"$2/half\" ] && exit 3; mkdir -p \"$2/optuna-5.0.0.dist-info\"")
        let python = try PythonWithOptuna.install(into: target, pythons: [working]) { _ in }
        #expect(python == PythonWithOptuna(interpreter: working, packages: target))
        #expect(PythonWithOptuna.find(in: target) == python)
        // Found, it is not installed again.
        #expect(
            try PythonWithOptuna.install(into: target, pythons: []) { _ in Issue.record("installed again") } == python)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path + "/deps").sorted() == ["lock", "optuna"])
    }

    @Test func withoutPythonTheCommandIsSaid() throws {
        let error = #expect(throws: SweepError.self) {
            try PythonWithOptuna.install(into: folder.path + "/deps/optuna", pythons: [program("exit 1")]) { _ in }
        }
        #expect(
            error?.description
                == "optuna needs a python3 of version 3.10 or newer with pip, and none was found; run \"apt-get install -y "
                + "python3-pip\" and start again, or set ASSAY_OPTUNA to a Python that has optuna")
    }
}
