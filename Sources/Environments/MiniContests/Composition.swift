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
