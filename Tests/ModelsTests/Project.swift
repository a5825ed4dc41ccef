import Foundation

/// Where the project's files are.
enum Project {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path()
    static let goldens = root + "Tests/ModelsTests/Goldens/"
    static let minicoder = root + "experiments/minicoder/"
}
