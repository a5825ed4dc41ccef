import Disk

extension RunInfo.SourceFile {
    /// A file of this text.
    init(path: String, text: String) { self.init(path: path, sha256: ContentHash.of(Array(text.utf8))) }

    /// Whether the file is what `text` says.
    package func holds(_ text: String) -> Bool { sha256 == ContentHash.of(Array(text.utf8)) }
}
