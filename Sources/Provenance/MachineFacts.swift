internal import Glibc
internal import JSON

/// The machine, as far as it has a part in a run's numbers.
enum MachineFacts {
    /// Instruction sets that numerics choose between.
    private static let telling: Set = [
        "sse4_2", "avx", "avx2", "fma", "f16c", "avx512f", "avx512bw", "avx512vl", "avx512_vnni", "avx512_bf16",
        "avx512_fp16", "amx_tile", "amx_bf16", "amx_int8", "asimd", "asimddp", "sve", "sve2", "bf16", "i8mm",
    ]

    static var all: JSONObject {
        var name = utsname()
        uname(&name)
        func text(_ field: some Any) -> String {
            withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
        let cpu = fields(of: "/proc/cpuinfo", separator: ":"), system = fields(of: "/etc/os-release", separator: "=")
        let instructions = (cpu["flags"] ?? cpu["Features"] ?? "").split(separator: " ").map(String.init)
            .filter(telling.contains).sorted()
        return [
            "cpu": .string(cpu["model name"] ?? text(name.machine)),
            "instructions": .array(instructions.map { .string($0) }),
            "cores": .int(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))),
            "memory_mb": .int((Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE)))) >> 20),
            "os": .string((system["PRETTY_NAME"] ?? "unknown").filter { $0 != "\"" }),
            "system": .string("\(text(name.sysname)) \(text(name.release)) \(text(name.machine))"),
            "host": .string(text(name.nodename)),
        ]
    }

    /// The named values at the beginning of a text file of the system; the first of each name.
    private static func fields(of path: String, separator: Character) -> [String: String] {
        // The first processor's entry: with many of them the whole file takes the kernel milliseconds.
        var buffer = [UInt8](repeating: 0, count: 8192)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [:] }
        defer { close(descriptor) }
        let count = max(0, read(descriptor, &buffer, buffer.count))
        var fields: [String: String] = [:]
        for line in String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: separator, maxSplits: 1)
            guard parts.count == 2 else { continue }
            func trimmed(_ text: Substring) -> String {
                String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
            }
            let key = trimmed(parts[0])
            if fields[key] == nil { fields[key] = trimmed(parts[1]) }
        }
        return fields
    }
}
