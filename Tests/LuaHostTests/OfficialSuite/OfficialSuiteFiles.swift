extension OfficialSuite {
    /// The files that are run, with what is left out of each.
    ///
    /// Whole files that are left out: `all`, `main`, `files`, `attrib` and `verybig` (files, processes, modules of the system), `db` (the debug
    /// library), `gc`, `gengc` and `tracegc` (finalizers, which scripts do not have), `api` and `code` (they need a Lua built for them), `heavy`
    /// (fills the memory).
    static let files: [File] = [
        File(name: "big", lines: 82),
        File(name: "bitwise", lines: 351),
        File(
            name: "calls", lines: 481,
            without: [
                Cut(lines: 299...299, reason: debug), Cut(lines: 315...334, reason: bytecode),
                Cut(lines: 336...336, reason: bytecode), Cut(lines: 347...357, reason: bytecode),
                Cut(lines: 374...396, reason: bytecode), Cut(lines: 411...418, reason: bytecode),
                Cut(lines: 438...479, reason: bytecode),
            ]),
        File(name: "closure", lines: 270, without: [Cut(lines: 230...268, reason: debug)]),
        File(name: "constructs", lines: 377, without: [Cut(lines: 279...279, reason: debug)]),
        File(
            name: "coroutine", lines: 1143,
            without: [
                Cut(lines: 226...226, reason: debug), Cut(lines: 233...234, reason: debug),
                Cut(lines: 335...352, reason: debug), Cut(lines: 356...357, reason: debug),
                Cut(lines: 938...945, reason: debug),
            ]),
        File(name: "cstack", lines: 171),
        File(
            name: "errors", lines: 661,
            without: [
                Cut(lines: 203...203, reason: noFiles), Cut(lines: 211...218, reason: debug),
                Cut(lines: 221...221, reason: noFiles), Cut(lines: 224...224, reason: noFiles),
                Cut(lines: 226...226, reason: noFiles), Cut(lines: 229...229, reason: noFiles),
                Cut(lines: 250...250, reason: noFiles), Cut(lines: 253...267, reason: bytecode),
                Cut(lines: 316...316, reason: noFiles), Cut(lines: 549...549, reason: debug),
            ]),
        File(name: "events", lines: 488, without: [Cut(lines: 438...464, reason: debug)]),
        File(name: "goto", lines: 271, without: [Cut(lines: 187...218, reason: debug)]),
        File(
            name: "literals", lines: 342,
            without: [
                Cut(lines: 39...47, reason: debug), Cut(lines: 231...231, reason: identity),
                Cut(lines: 247...247, reason: debug), Cut(lines: 250...254, reason: debug),
            ]),
        File(
            name: "locals", lines: 1137,
            without: [
                Cut(lines: 74...76, reason: debug), Cut(lines: 80...80, reason: debug),
                Cut(lines: 82...82, reason: debug), Cut(lines: 165...165, reason: debug),
                Cut(lines: 260...260, reason: debug), Cut(lines: 407...407, reason: debug),
                Cut(lines: 413...413, reason: debug), Cut(lines: 422...422, reason: debug),
                Cut(lines: 430...430, reason: debug), Cut(lines: 461...462, reason: debug),
                Cut(lines: 469...471, reason: debug), Cut(lines: 740...764, reason: debug),
            ]),
        File(
            name: "math", lines: 1024,
            without: [Cut(lines: 820...840, reason: seed), Cut(lines: 845...852, reason: seed)]),
        File(name: "nextvar", lines: 805),
        File(name: "pm", lines: 421, without: [Cut(lines: 417...417, reason: identity)]),
        File(name: "sort", lines: 310),
        File(name: "strings", lines: 518, without: [Cut(lines: 191...191, reason: identity)]),
        File(name: "tpack", lines: 322),
        File(name: "utf8", lines: 247),
        File(name: "vararg", lines: 151),
    ]

    private static let debug = "scripts have no debug library: it reaches into the host"
    private static let bytecode = "scripts have no bytecode: it could do to the host whatever it likes"
    private static let noFiles = "scripts have no files"
    private static let seed = "the run's seed is the only one"
    private static let identity = "%p shows a string by its bytes, not by where it lies"
}
