import ArgumentParser

/// The seed of a run as it is given.
enum Seed {
    /// - Throws: `ValidationError` for what is no whole number of 64 bits.
    @Sendable static func parse(_ text: String) throws -> UInt64 {
        guard let seed = UInt64(text) else {
            throw ValidationError("give a whole number from 0 to \(UInt64.max)")
        }
        return seed
    }
}
