internal import Glibc

/// What the linker calls a program or a library: a hash of all that is in it (the ELF note `NT_GNU_BUILD_ID`).
enum BuildID {
    /// The id of this program; nil where it was linked without.
    static var program: String? { read("/proc/self/exe") }

    /// The id of a loaded library, by its file's name.
    static func library(_ file: String) -> String? {
        // A line of it ends with the path of the file that is mapped there.
        guard let stream = fopen("/proc/self/maps", "re") else { return nil }
        defer { fclose(stream) }
        var line = [CChar](repeating: 0, count: 8192)
        while fgets(&line, Int32(line.count), stream) != nil {
            let text = line.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
            guard text.hasSuffix("/\(file)\n"), let start = text.firstIndex(of: "/") else { continue }
            return read(String(text[start...].dropLast()))
        }
        return nil
    }

    /// The id of a 64-bit ELF file of this machine's byte order.
    private static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        func bytes(_ start: Int, _ count: Int) -> [UInt8]? {
            guard start >= 0, (1...1 << 20).contains(count) else { return nil }
            var buffer = [UInt8](repeating: 0, count: count)
            return pread(descriptor, &buffer, count, off_t(start)) == count ? buffer : nil
        }
        func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int {
            bytes[start..<start + count].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        guard let head = bytes(0, 64), head.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]) else { return nil }
        let (first, size, count) = (number(head, 32, 5), number(head, 54, 2), number(head, 56, 2))
        guard size == 56, let segments = bytes(first, size * count) else { return nil }
        for start in stride(from: 0, to: segments.count, by: size) where number(segments, start, 4) == 4 {  // PT_NOTE
            let alignment = number(segments, start + 48, 4) == 8 ? 8 : 4
            guard let notes = bytes(number(segments, start + 8, 5), number(segments, start + 32, 5)) else { continue }
            if let id = note(in: notes, alignment: alignment, number) { return id }
        }
        return nil
    }

    /// Each note: the lengths of name and content, a type, the name, the content, both padded.
    private static func note(
        in notes: [UInt8], alignment: Int, _ number: ([UInt8], Int, Int) -> Int
    ) -> String? {
        func padded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }
        var position = 0
        while position + 12 <= notes.count {
            let (name, content) = (number(notes, position, 4), number(notes, position + 4, 4))
            let start = padded(position + 12 + name)
            guard start + content <= notes.count else { return nil }
            if number(notes, position + 8, 4) == 3, notes[(position + 12)...].starts(with: "GNU\0".utf8) {
                return notes[start..<start + content].map { byte in
                    let digits = String(byte, radix: 16)
                    return digits.count < 2 ? "0" + digits : digits
                }.joined()
            }
            position = padded(start + content)
        }
        return nil
    }
}
