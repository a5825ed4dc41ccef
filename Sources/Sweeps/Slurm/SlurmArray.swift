/// A part of a sweep's trials that is one job array of Slurm.
///
/// Slurm bounds the number of a task (`MaxArraySize`), and names its log by this number, `%a`. So that the log of trial 1234 is `1234.log` all the
/// same, an array holds the trials that agree in all but their last digits, and what comes before is written out: `logs/1%3a.log`.
package struct SlurmArray: Equatable {
    /// What a task's number lacks to be the trial's: a multiple of a power of ten.
    package let base: Int
    /// The numbers of its tasks, ascending.
    package let indices: [Int]
    /// The pattern of its log's name.
    package let log: String

    /// Cuts trials into arrays.
    ///
    /// - Parameters:
    ///   - trials: their numbers, from 0 on, in any order.
    ///   - size: Slurm's `MaxArraySize`, above all numbers of tasks; 10 at least.
    package static func arrays(of trials: [Int], size: Int) -> [SlurmArray] {
        var (chunk, digits) = (10, 1)
        while chunk * 10 <= size { (chunk, digits) = (chunk * 10, digits + 1) }
        return Dictionary(grouping: Set(trials)) { $0 / chunk }.sorted { $0.key < $1.key }.map { number, trials in
            SlurmArray(
                base: number * chunk, indices: trials.map { $0 % chunk }.sorted(),
                log: number == 0 ? "%a.log" : "\(number)%\(digits)a.log")
        }
    }

    /// As `--array` takes it: `1-4,7,9-12`, with `%4` behind where at most four may run at once.
    package func text(atOnce: Int?) -> String {
        var ranges: [ClosedRange<Int>] = []
        for index in indices {
            if let last = ranges.last, last.upperBound + 1 == index {
                ranges[ranges.count - 1] = last.lowerBound...index
            } else {
                ranges.append(index...index)
            }
        }
        let text = ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
        return text.joined(separator: ",") + (atOnce.map { "%\($0)" } ?? "")
    }
}
