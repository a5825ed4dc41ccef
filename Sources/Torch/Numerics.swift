/// The version of what decides bits beside a run's own settings: the order of sums, the polynomials, where a result is rounded, how
/// random numbers become tokens.
///
/// It stands in every record, and runs of one version are compared bit by bit whatever CPU each ran on. Add 1 in the commit that
/// changes a bit on purpose, which is one that changes the constants of `FingerprintTests`.
package let numericsVersion = 1
