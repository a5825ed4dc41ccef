extension MiniContests {
    /// Which part stands in each of the three places: what a statement says.
    package struct Composition: Sendable, Hashable {
        /// Indices into `Part.kinds`: the select, the map, the out.
        package let indices: [Int]

        init(_ select: Int, _ map: Int, _ out: Int) { indices = [select, map, out] }

        package var parts: [Part] { indices.enumerated().map { Part.kinds[$0][$1] } }

        /// The names of the parts, e.g. `big/shift/join`.
        package var name: String { parts.map(\.name).joined(separator: "/") }

        /// What the policy is told.
        package var statement: String {
            "Read a list of integers.\n" + parts.map { "- \($0.phrase)\n" }.joined()
        }

        /// What its problems have in common, as the statement says it. Part of records: it must follow from the statement.
        package var cluster: String { parts.map(\.phrase).joined(separator: "; ") }

        /// Whether no training problem and no supervised conversation may use it. A rule of the domain, not of a seed.
        package var isHeldOut: Bool { CRC32.checksum("split1:" + name) % 5 == 0 }
    }
}

extension MiniContests.Composition {
    /// Every select with every map with every out.
    package static let all: [Self] = MiniContests.Part.selects.indices.flatMap { select in
        MiniContests.Part.maps.indices.flatMap { map in
            MiniContests.Part.outs.indices.map { Self(select, map, $0) }
        }
    }
    /// The compositions that may be trained on.
    package static let training = all.filter { !$0.isHeldOut }
    /// The compositions that only evaluation uses.
    package static let heldOut = all.filter(\.isHeldOut)
}

/// The checksum of zlib (polynomial 0xEDB88320), which decides what is held out and what is conventional.
package enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }

    /// The checksum of the text's UTF-8 bytes.
    package static func checksum(_ text: String) -> UInt32 {
        ~text.utf8.reduce(~0) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
    }
}
