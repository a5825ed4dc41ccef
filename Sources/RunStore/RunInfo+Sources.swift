extension RunInfo.SourceFile {
    /// A file of this text.
    init(path: String, text: String) { self.init(path: path, sha256: Self.hash(text)) }

    /// Whether the file is what `text` says.
    package func holds(_ text: String) -> Bool { sha256 == Self.hash(text) }

    private static func hash(_ text: String) -> String {
        var hash = SHA256()
        hash.addBytes(of: text)
        return hash.hexadecimal()
    }
}
