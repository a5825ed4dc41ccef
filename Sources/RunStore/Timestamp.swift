#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A moment, to a millisecond, in UTC.
package struct Timestamp: Sendable, Hashable, Comparable {
    /// Milliseconds since 1970.
    package let milliseconds: Int

    /// A moment from milliseconds since 1970.
    package init(milliseconds: Int) { self.milliseconds = milliseconds }

    /// This moment.
    package static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
    }

    /// Reads `2026-01-31T09:30:00.250Z`.
    package init?(_ text: String) {
        guard text.hasSuffix("Z") else { return nil }
        let parts = text.dropLast().split { "-T:.".contains($0) }.compactMap { Int($0) }
        guard parts.count == 7, (1970...9999).contains(parts[0]), parts.dropFirst().allSatisfy({ 0...999 ~= $0 }) else {
            return nil
        }
        var fields = tm()
        (fields.tm_year, fields.tm_mon, fields.tm_mday) = (Int32(parts[0] - 1900), Int32(parts[1] - 1), Int32(parts[2]))
        (fields.tm_hour, fields.tm_min, fields.tm_sec) = (Int32(parts[3]), Int32(parts[4]), Int32(parts[5]))
        milliseconds = timegm(&fields) * 1000 + parts[6]
    }

    /// `2026-01-31T09:30:00.250Z`.
    package var iso8601: String {
        var (seconds, fields) = (time_t(milliseconds / 1000), tm())
        gmtime_r(&seconds, &fields)
        let fraction = String(1000 + milliseconds % 1000).dropFirst()
        return Self.text(fields, "%Y-%m-%dT%H:%M:%S") + "." + fraction + "Z"
    }

    /// `2026-01-31 09:30` in the reader's time zone.
    package var local: String {
        var (seconds, fields) = (time_t(milliseconds / 1000), tm())
        localtime_r(&seconds, &fields)
        return Self.text(fields, "%Y-%m-%d %H:%M")
    }

    /// Seconds since 1970.
    var seconds: Double { Double(milliseconds) / 1000 }

    /// Seconds from `earlier` to this moment.
    package func seconds(since earlier: Timestamp) -> Double { Double(milliseconds - earlier.milliseconds) / 1000 }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    private static func text(_ fields: tm, _ format: String) -> String {
        var (fields, buffer) = (fields, [CChar](repeating: 0, count: 64))
        let count = strftime(&buffer, buffer.count, format, &fields)
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// A clock that is set once, by the wall's, and from then on runs evenly: a wall clock that is put right, or jumps back,
/// changes neither durations nor the order of what happened in a run.
package struct SteadyClock: Sendable {
    private let start: Timestamp
    private let elapsed: @Sendable () -> Duration

    /// A clock that shows `start` when `elapsed` is zero. Without them it starts now.
    package init(start: Timestamp = .now, elapsed: (@Sendable () -> Duration)? = nil) {
        let began = ContinuousClock.now
        (self.start, self.elapsed) = (start, elapsed ?? { ContinuousClock.now - began })
    }

    /// This moment.
    package var now: Timestamp {
        let (seconds, attoseconds) = elapsed().components
        return Timestamp(
            milliseconds: start.milliseconds + Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
