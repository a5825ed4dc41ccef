internal import Disk
internal import Glibc
internal import Processes
internal import RunStore

extension PythonWithOptuna {
    /// The Python with optuna that there is, or else optuna from PyPI in `folder`. A folder of another name is filled first, so that an
    /// installation that was killed is never taken for a good one; of two at once, the second waits and finds the work done.
    ///
    /// - Parameters:
    ///   - pythons: where to look for a Python that has pip, 3.10 or newer.
    ///   - say: told what is done, in lines for stderr, where pip writes too.
    /// - Throws: `SweepError` with the command to run where Python or pip is missing, or pip fails.
    package static func install(
        into folder: String = Self.folder, pythons: [String] = ["python3", "/usr/bin/python3"],
        say: (String) -> Void = PythonWithOptuna.sayOnStderr
    ) throws -> PythonWithOptuna {
        if let found = find(in: folder) { return found }
        try Files.makeFolders(Disk.parent(of: folder))
        let lock = try lock(Disk.parent(of: folder) + "/lock", say)
        defer { close(lock) }
        if let found = find(in: folder) { return found }
        guard let python = pythons.lazy.compactMap(executable).first else {
            throw SweepError(
                "optuna needs a python3 of version 3.10 or newer with pip, and none was found; run \"apt-get install -y "
                    + "python3-pip\" and start again, or set ASSAY_OPTUNA to a Python that has optuna")
        }
        say("Installing optuna \(version) from PyPI into \(folder) (some 120 MB) ...")
        let partial = folder + ".partial"
        try Files.remove(folder: partial)
        let command = [
            python, "-m", "pip", "install", "--target", partial, "--disable-pip-version-check", "optuna==\(version)",
        ]
        // pip's configuration holds (index, certificates, wheels nearby), save what cannot go with a folder of our own.
        let ours = [("PIP_USER", "0"), ("PIP_REQUIRE_VIRTUALENV", "0"), ("PIP_ROOT_USER_ACTION", "ignore")]
        let status = ChildProcess.status(command, environment: ours)
        guard status == 0, Files.isFolder(partial + "/optuna-\(version).dist-info") else {
            let what =
                status == 0
                ? "pip installed no optuna \(version)" : "pip could not install optuna \(version) (see above)"
            throw SweepError(
                "\(what); put it right and start again, or run \"\(python) -m venv ~/optuna && ~/optuna/bin/pip install "
                    + "optuna==\(version)\" and set ASSAY_OPTUNA=~/optuna/bin/python")
        }
        try Files.replace(partial + "/" + interpreterFile, with: (python + "\n").utf8)
        try Files.move(folder: partial, to: folder)
        return PythonWithOptuna(interpreter: python, packages: folder)
    }

    /// Writes a line to stderr.
    package static func sayOnStderr(_ line: String) { try? Disk.write(Array((line + "\n").utf8), to: 2) }

    /// A lock that ends with its descriptor, thus with this process.
    private static func lock(_ path: String, _ say: (String) -> Void) throws -> Int32 {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
        guard descriptor >= 0 else { throw RunStoreError.cannotWrite(path) }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            say("Waiting for another installation to end ...")
            while flock(descriptor, LOCK_EX) != 0 {
                guard errno == EINTR else {
                    close(descriptor)
                    throw RunStoreError.cannotWrite(path)
                }
            }
        }
        return descriptor
    }

    /// The path of the program behind `name`, where it is a Python that will do.
    private static func executable(_ name: String) -> String? {
        let question = "import sys, pip; print(sys.executable); sys.exit(sys.version_info < (3, 10))"
        let output = ChildProcess.output(
            [name, "-c", question], limit: Int(PATH_MAX), deadline: .now.advanced(by: .seconds(60)))
        let path = output.map { String(decoding: $0.bytes, as: UTF8.self).trimmed }
        return path.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
}
