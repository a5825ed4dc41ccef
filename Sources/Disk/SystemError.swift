#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the system refused. Whoever catches it knows the file and the remedy, and makes a sentence of it.
package struct SystemError: Error, Hashable, CustomStringConvertible {
    /// The number that the system call left in `errno`.
    package let number: Int32

    /// The error of the last system call.
    package init() { number = errno }

    /// The system's own words, e.g. `No space left on device`.
    package var description: String { String(cString: strerror(number)) }
}
