internal import Disk
internal import Glibc
internal import Processes

/// The rows of a Parquet file, as lines of JSON that pyarrow makes of them in a process of its own: the format is large, files come from
/// anybody, and a fault of its reader must not be one of ours. Where bubblewrap works, that process has no network and can write nowhere.
struct ParquetRows {
    /// What a row may take, in seconds: with the first comes the start of the interpreter.
    private static let patience = 600.0

    private let process: LineProcess
    private let path: String
    private let longest: Int

    /// Whether a file begins as Parquet.
    static func isParquet(_ path: String) -> Bool {
        (try? PlainFile(path, followsLinks: true).read(from: 0, count: 4)) == Array("PAR1".utf8)
    }

    /// - Throws: `ProblemFileError` where there is no pyarrow.
    init(_ path: String, longest: Int) throws {
        (self.path, self.longest) = (path, longest)
        let script = String(decoding: PackageResources.parquet_rows_py, as: UTF8.self)
        let words = Self.confinement + [Self.interpreter, "-I", "-c", script, path]
        do { process = try LineProcess(words) } catch { throw Self.error(error, path) }
    }

    /// The next row; nil behind the last.
    func next() throws -> [UInt8]? {
        let row: [UInt8]
        do {
            row = try process.answer([], limit: longest, deadline: .now.advanced(by: .seconds(Self.patience)))
        } catch { throw Self.error(error, path) }
        return row == Array("null".utf8) ? nil : row
    }

    private static func error(_ failure: LineProcess.Failure, _ path: String) -> ProblemFileError {
        if case .notStarted(let reason) = failure.reason {
            return ProblemFileError("cannot read \(path): \(interpreter) cannot be started: \(reason); \(remedy)")
        }
        if failure.complaint.hasPrefix("no pyarrow") || failure.complaint.isEmpty && failure.reason == .ended {
            return ProblemFileError(
                "cannot read \(path): Parquet is read with pyarrow, which \(interpreter) lacks; \(remedy)")
        }
        switch failure.reason {
        case .late: return ProblemFileError("cannot read \(path): a row took more than \(Int(patience)) seconds")
        case .tooLong: return ProblemFileError("cannot read \(path): a row has more bytes than are read")
        default: return ProblemFileError("cannot read \(path): it is no whole Parquet file: \(failure.complaint)")
        }
    }

    private static var remedy: String {
        "run \"python3 -m venv \(folder) && \(folder)/bin/pip install pyarrow\", or set ASSAY_PYARROW to a Python that has it"
    }

    /// Where it is looked for without being asked.
    private static var folder: String {
        func variable(_ name: String) -> String? {
            getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        return (variable("XDG_CACHE_HOME") ?? (variable("HOME") ?? "/tmp") + "/.cache") + "/assay/pyarrow"
    }

    private static var interpreter: String {
        if let given = getenv("ASSAY_PYARROW").map({ String(cString: $0) }), !given.isEmpty { return given }
        let own = folder + "/bin/python"
        return access(own, X_OK) == 0 ? own : "python3"
    }

    /// The words before a command that confine it; none where bubblewrap does not work, as in some containers.
    private static let confinement: [String] = {
        let words = ["bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--unshare-all", "--die-with-parent"]
        let works =
            ChildProcess.output(
                words + ["true"], limit: 1, deadline: .now.advanced(by: .seconds(10))) != nil
        return works ? words : []
    }()
}
