/// What becomes of a pattern's matches, as the `tokenizers` package names it.
enum SplitBehavior: String {
    case removed = "Removed"
    case isolated = "Isolated"
    case mergedWithPrevious = "MergedWithPrevious"
    case mergedWithNext = "MergedWithNext"
    case contiguous = "Contiguous"

    /// The stretches of text that `pieces` become.
    func apply(_ pieces: [SplitPiece]) -> [Range<String.Index>] {
        switch self {
        case .removed: pieces.filter { !$0.isMatch }.map(\.range)
        case .isolated: pieces.map(\.range)
        case .contiguous: Self.join(pieces) { $0.isMatch == $1.isMatch }
        // A match joins what comes before it, unless that is a match too.
        case .mergedWithPrevious: Self.join(pieces) { !$0.isMatch && $1.isMatch }
        case .mergedWithNext: Self.joinBackwards(pieces)
        }
    }

    private static func join(
        _ pieces: [SplitPiece], _ belong: (_ previous: SplitPiece, _ next: SplitPiece) -> Bool
    ) -> [Range<String.Index>] {
        var ranges: [Range<String.Index>] = []
        var previous: SplitPiece?
        for piece in pieces {
            if let previous, belong(previous, piece) {
                ranges[ranges.count - 1] = ranges[ranges.count - 1].lowerBound..<piece.range.upperBound
            } else {
                ranges.append(piece.range)
            }
            previous = piece
        }
        return ranges
    }

    /// Of matches in a row, only the last joins what follows.
    private static func joinBackwards(_ pieces: [SplitPiece]) -> [Range<String.Index>] {
        var ranges: [Range<String.Index>] = []
        var nextIsMatch = true
        for piece in pieces.reversed() {
            if piece.isMatch && !nextIsMatch {
                ranges[ranges.count - 1] = piece.range.lowerBound..<ranges[ranges.count - 1].upperBound
            } else {
                ranges.append(piece.range)
            }
            nextIsMatch = piece.isMatch
        }
        return ranges.reversed()
    }
}
