internal import JSON
internal import Glibc
internal import RunStore
internal import Torch

/// Where a run's numbers come from, as far as the machine and the libraries have a part in them.
enum Provenance {
    static var current: JSONObject {
        var name = utsname()
        uname(&name)
        func text(_ field: some Any) -> String {
            withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
        return [
            "libtorch": .string(torchVersion), "kernels": .string(kernelVariant),
            "system": .string("\(text(name.sysname)) \(text(name.release)) \(text(name.machine))"),
            "host": .string(text(name.nodename)), "cores": .int(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))),
        ]
    }
}
