import RunStore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Timestamp {
    /// The day, minute or second that `text` names in the reader's time zone: `2026-01-31`, `2026-01-31 09:30`, `2026-01-31T09:30:05`.
    static func span(local text: String) -> Range<Timestamp>? {
        let parts = text.split(omittingEmptySubsequences: false) { "-: T".contains($0) }
        let numbers = parts.compactMap { $0.allSatisfy(\.isNumber) ? Int32($0) : nil }
        let limits: [ClosedRange<Int32>] = [1970...9999, 1...12, 1...31, 0...23, 0...59, 0...60]
        guard numbers.count == parts.count, [3, 5, 6].contains(numbers.count),
            zip(limits, numbers).allSatisfy({ $0.contains($1) })
        else { return nil }
        var fields = tm()
        (fields.tm_year, fields.tm_mon, fields.tm_mday) = (numbers[0] - 1900, numbers[1] - 1, numbers[2])
        if numbers.count > 3 { (fields.tm_hour, fields.tm_min) = (numbers[3], numbers[4]) }
        if numbers.count > 5 { fields.tm_sec = numbers[5] }
        // Whether it is summer time is for the system to find out.
        fields.tm_isdst = -1
        var next = fields
        switch numbers.count {
        // A day is as long as the calendar says, also when the clocks change.
        case 3: next.tm_mday += 1
        case 5: next.tm_min += 1
        default: next.tm_sec += 1
        }
        let (start, end) = (mktime(&fields), mktime(&next))
        guard start >= 0, end > start else { return nil }
        return Timestamp(milliseconds: start * 1000)..<Timestamp(milliseconds: end * 1000)
    }
}
