#if canImport(Glibc)
    internal import Glibc

    /// What the linker calls a program or a library: a hash of all that is in it (the note `NT_GNU_BUILD_ID`).
    ///
    /// It is in memory since the program started, so that asking costs nothing.
    enum BuildID {
        /// The id of this program.
        static var program: String? { find { $0.isEmpty } }

        /// The id of a loaded library.
        static func library(_ file: String) -> String? { find { $0.hasSuffix("/" + file) } }

        private final class Search {
            let isWanted: (String) -> Bool
            var id: String?
            init(_ isWanted: @escaping (String) -> Bool) { self.isWanted = isWanted }
        }

        private static func find(_ isWanted: @escaping (String) -> Bool) -> String? {
            let search = Search(isWanted)
            _ = withExtendedLifetime(search) {
                dl_iterate_phdr(
                    { info, _, context in
                        guard let info, let context else { return 0 }
                        let search = Unmanaged<Search>.fromOpaque(context).takeUnretainedValue()
                        guard search.isWanted(info.pointee.dlpi_name.map { String(cString: $0) } ?? "") else {
                            return 0
                        }
                        search.id = BuildID.read(info.pointee)
                        return 1
                    }, Unmanaged.passUnretained(search).toOpaque())
            }
            return search.id
        }

        private static func read(_ object: dl_phdr_info) -> String? {
            for index in 0..<Int(object.dlpi_phnum) {
                let header = object.dlpi_phdr[index]
                guard header.p_type == 4 else { continue }  // PT_NOTE
                guard let start = UnsafeRawPointer(bitPattern: UInt(object.dlpi_addr) + UInt(header.p_vaddr)) else {
                    continue
                }
                let notes = UnsafeRawBufferPointer(start: start, count: Int(header.p_memsz))
                if let id = read(notes, alignment: header.p_align == 8 ? 8 : 4) { return id }
            }
            return nil
        }

        /// Each note: the lengths of name and content, a type, the name, the content, both padded.
        private static func read(_ notes: UnsafeRawBufferPointer, alignment: Int) -> String? {
            func padded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }
            var position = 0
            while position + 12 <= notes.count {
                let (name, content, type) = (
                    Int(notes.loadUnaligned(fromByteOffset: position, as: UInt32.self)),
                    Int(notes.loadUnaligned(fromByteOffset: position + 4, as: UInt32.self)),
                    notes.loadUnaligned(fromByteOffset: position + 8, as: UInt32.self)
                )
                let start = padded(position + 12 + name)
                guard start + content <= notes.count else { return nil }
                if type == 3, notes[position + 12..<position + 12 + name].elementsEqual("GNU\0".utf8) {
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
#endif
