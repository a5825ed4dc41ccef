internal import JSON
internal import Processes

/// optuna in a Python beside us, which answers one request after another and remembers nothing between them.
final class OptunaWorker {
    private let python: PythonWithOptuna
    private let patience: Duration
    private var process: LineProcess?

    /// - Parameter patience: how long an answer may take.
    init(_ python: PythonWithOptuna, patience: Duration) { (self.python, self.patience) = (python, patience) }

    /// The answer to a request. The worker is started with the first, and anew after one that failed.
    ///
    /// - Throws: `SweepError` that says what became of optuna.
    func answer(_ request: JSONObject) throws(SweepError) -> JSONObject {
        let bytes: [UInt8]
        do throws(LineProcess.Failure) {
            if process == nil { process = try start() }
            bytes = try process!.answer(
                JSONValue.object(request).encoded(), limit: 1 << 24, deadline: .now.advanced(by: patience))
        } catch {
            process = nil
            throw problem(error)
        }
        guard let answer = try? JSONParser.parse(bytes, values: 1 << 20).object else {
            process = nil
            throw nonsense(String(decoding: bytes.prefix(200), as: UTF8.self))
        }
        if let error = answer["error"]?.string { throw SweepError("optuna refused the request: \(error)") }
        return answer
    }

    /// What the versions of optuna, numpy and Python are.
    func versions() throws(SweepError) -> JSONObject {
        let versions = try answer(["do": "hello"])
        guard versions["optuna"]?.string != nil else { throw nonsense(JSONValue.object(versions).text) }
        return versions
    }

    /// An answer that is none.
    func nonsense(_ answer: String) -> SweepError {
        SweepError(
            "\(python.interpreter) does not answer as optuna's worker does, but \"\(DeclaredParameter.brief(answer))\"; \(remedy)"
        )
    }

    private func start() throws(LineProcess.Failure) -> LineProcess {
        let script = String(decoding: PackageResources.optuna_worker_py, as: UTF8.self)
        return try LineProcess([python.interpreter, "-c", script, python.packages ?? ""])
    }

    private var remedy: String {
        guard let packages = python.packages else {
            return "let ASSAY_OPTUNA name a Python that has optuna, or unset it to have optuna installed"
        }
        return "remove \(packages) to have optuna installed anew"
    }

    private func problem(_ failure: LineProcess.Failure) -> SweepError {
        let words = failure.complaint.isEmpty ? "" : ": \(DeclaredParameter.brief(failure.complaint))"
        return switch failure.reason {
        case .notStarted(let reason): SweepError("cannot start \(python.interpreter) for optuna: \(reason); \(remedy)")
        case .ended: SweepError("optuna's worker, \(python.interpreter), ended\(words); \(remedy)")
        case .late:
            SweepError(
                "optuna's worker, \(python.interpreter), gave no answer in \(patience.components.seconds) s\(words)")
        case .tooLong: SweepError("optuna's worker, \(python.interpreter), answered more than is read; \(remedy)")
        }
    }
}
