import Rollouts

extension MemoryFile {
    /// What a program is given beside its text and input, as `extras.c` reads it; nil when there is nothing.
    convenience init?(extrasOf submission: Submission) throws {
        if submission.arguments.isEmpty && submission.files.isEmpty { return nil }
        var bytes: [UInt8] = []
        func add(_ number: Int) { withUnsafeBytes(of: UInt64(number)) { bytes += $0 } }
        add(submission.arguments.count)
        add(submission.files.count)
        for argument in submission.arguments {
            let argument = argument.keptBytes
            add(argument.count)
            bytes += argument
        }
        for (name, content) in submission.files.sorted(by: { $0.key < $1.key }) {
            let content = content.keptBytes
            add(name.utf8.count)
            add(content.count)
            bytes += Array(name.utf8) + content
        }
        try self.init("extras", holding: bytes)
    }
}
