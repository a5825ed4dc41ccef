/// A checkpoint's file that cannot be read, written or used.
public struct CheckpointError: Error, Hashable, CustomStringConvertible {
    /// The file or folder, as it was given.
    public var file: String
    /// What is wrong with it, what was expected, and the remedy where there is one: the rest of a sentence.
    public var problem: String

    /// An error about `file`.
    public init(_ file: String, _ problem: String) { (self.file, self.problem) = (file, problem) }

    /// `file: problem`.
    public var description: String { "\(file): \(problem)" }
}
