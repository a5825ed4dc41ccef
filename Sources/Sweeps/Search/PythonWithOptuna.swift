internal import Disk
internal import Glibc
internal import Processes
internal import RunStore

/// A Python that can import optuna (https://optuna.org), which is only looked for when a search asks for it.
package struct PythonWithOptuna: Sendable, Hashable {
    /// What is installed; 4.0 and newer work.
    package static let version = "5.0.0"

    /// A path, or a name that is found by `PATH`.
    package let interpreter: String
    /// Its packages, which come before those of the interpreter; nil where the interpreter has optuna itself.
    package let packages: String?

    /// A Python that is known.
    package init(interpreter: String, packages: String? = nil) {
        (self.interpreter, self.packages) = (interpreter, packages)
    }

    /// Where optuna is installed: `.deps/optuna` of the project that this program was built in, else `~/.cache/assay/optuna`.
    package static var folder: String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        var path = String(decoding: buffer[..<max(0, count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        while path.contains("/"), path != "/" {
            path = Disk.parent(of: path)
            if Files.exists(path + "/Package.swift"), Files.isFolder(path + "/.build") { return path + "/.deps/optuna" }
        }
        if let cache = variable("XDG_CACHE_HOME"), cache.hasPrefix("/") { return cache + "/assay/optuna" }
        return (variable("HOME") ?? "/tmp") + "/.cache/assay/optuna"
    }

    /// The Python that `ASSAY_OPTUNA` names, or the one that optuna was installed for.
    ///
    /// - Returns: nil where optuna is not installed.
    package static func find(in folder: String = Self.folder) -> PythonWithOptuna? {
        if let named = variable("ASSAY_OPTUNA") { return PythonWithOptuna(interpreter: named) }
        guard Files.isFolder(folder + "/optuna-\(version).dist-info"),
            let bytes = try? Files.read(folder + "/" + interpreterFile, limit: Int(PATH_MAX))
        else { return nil }
        let interpreter = String(decoding: bytes, as: UTF8.self).trimmed
        return access(interpreter, X_OK) == 0 ? PythonWithOptuna(interpreter: interpreter, packages: folder) : nil
    }

    /// Names, within the folder, the Python that the packages were chosen for.
    static let interpreterFile = "interpreter.path"

    static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
