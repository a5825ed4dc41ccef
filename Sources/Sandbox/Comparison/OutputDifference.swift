/// Where what a program printed is first wrong.
public struct OutputDifference: Sendable, Hashable, CustomStringConvertible {
    /// The line of the output, from 1.
    public var line: Int
    /// The word or line that was printed there, shortened; nil where the output ends too early.
    public var printed: String?
    /// The word or line that was expected there, shortened; nil where too much was printed.
    public var expected: String?

    /// One sentence.
    public var description: String {
        switch (printed, expected) {
        case (let printed?, let expected?): "line \(line): expected '\(expected)', printed '\(printed)'"
        case (nil, let expected?): "line \(line): expected '\(expected)', printed no more"
        case (let printed?, nil): "line \(line): expected no more, printed '\(printed)'"
        case (nil, nil): "line \(line): the line feeds at the end differ"
        }
    }

    /// The beginning of a word.
    static func excerpt(_ word: some Collection<UInt8>) -> String {
        String(decoding: word.prefix(80), as: UTF8.self) + (word.count > 80 ? "…" : "")
    }
}
