#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How many cores this process may keep busy.
///
/// It changes how fast work is done and no number: shards, verdicts and random streams do not depend on it.
public enum CoreBudget {
    /// The variable by which whoever starts several processes side by side divides the cores among them.
    public static let variable = "ASSAY_CORES"

    /// What `ASSAY_CORES` says, between 1 and the machine's cores; all of these without it.
    public static let cores: Int = {
        let all = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        guard let text = getenv(variable).map({ String(cString: $0) }), let given = Int(text) else { return all }
        return min(max(1, given), all)
    }()
}
