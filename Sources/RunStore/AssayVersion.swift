/// The version that records name.
package enum AssayVersion {
    /// Of the whole project; the build that ran is told by its build id.
    package static let current = "0.1.0"
}
