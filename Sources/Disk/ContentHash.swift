import CNettle

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The SHA-256 of what is taken in (FIPS 180-4): nobody can make two contents of one hash.
package struct ContentHash {
    private var context = sha256_ctx()

    /// The hash of nothing yet.
    package init() { nettle_sha256_init(&context) }

    /// Takes in bytes, where the last ones ended.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        nettle_sha256_update(&context, bytes.count, start.assumingMemoryBound(to: UInt8.self))
    }

    /// Takes in a text after its length (of its UTF-8, in 8 bytes), so that no two lists of texts are the same.
    package mutating func add(_ text: String) {
        add(count: text.utf8.count)
        var text = text
        text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
    }

    mutating func add(count: Int) {
        withUnsafeBytes(of: UInt64(count).littleEndian) { update($0) }
    }

    /// The hash of all that was taken in, in hexadecimal; more can follow.
    package func hexadecimal() -> String {
        var copy = context
        let digest = [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_SIZE)) { digest, count in
            assay_sha256_digest(&copy, digest.baseAddress)
            count = Int(SHA256_DIGEST_SIZE)
        }
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The hash of some bytes, in hexadecimal.
    package static func of(_ bytes: [UInt8]) -> String {
        var hash = ContentHash()
        bytes.withUnsafeBytes { hash.update($0) }
        return hash.hexadecimal()
    }
}
