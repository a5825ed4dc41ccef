#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `os.time` and `os.date` in UTC, so that no run depends on where it ran.
enum LuaDate {
    static func time(_ arguments: [LuaData], now: () throws -> Int) throws -> LuaData {
        guard case .table(let fields) = arguments.first ?? .none else { return .integer(try now()) }
        func field(_ name: String, or fallback: Int?) throws -> Int32 {
            let value = fields[name]
            if value.isNone, let fallback { return Int32(fallback) }
            guard let number = try? Int.decode(value), let exact = Int32(exactly: number) else {
                throw LuaFailure(.error, "os.time: '\(name)' must be an integer, not \(value.description)")
            }
            return exact
        }
        var parts = tm()
        let year = try field("year", or: nil)
        guard year >= 0, year <= 100_000 else {
            throw LuaFailure(.error, "os.time: 'year' must be an integer from 0 to 100000, not the number \(year)")
        }
        parts.tm_year = year - 1900
        parts.tm_mon = try field("month", or: nil) &- 1
        parts.tm_mday = try field("day", or: nil)
        parts.tm_hour = try field("hour", or: 12)
        parts.tm_min = try field("min", or: 0)
        parts.tm_sec = try field("sec", or: 0)
        return .integer(timegm(&parts))
    }

    static func date(_ arguments: [LuaData], now: () throws -> Int) throws -> LuaData {
        let first = arguments.first ?? .none
        var format = "%c"
        if !first.isNone {
            do { format = try String.decode(first) } catch {
                throw LuaCallError(function: "os.date", LuaArguments.named("format", error))
            }
        }
        if format.hasPrefix("!") { format.removeFirst() }
        var seconds = time_t(try now())
        if arguments.count > 1, !arguments[1].isNone {
            do { seconds = try Int.decode(arguments[1]) } catch {
                throw LuaCallError(function: "os.date", LuaArguments.named("time", error))
            }
        }
        var parts = tm()
        guard gmtime_r(&seconds, &parts) != nil else {
            throw LuaFailure(.error, "os.date: the time \(seconds) is out of range")
        }
        if format.hasPrefix("*t") {
            let fields: LuaTable = [
                "year": Int(parts.tm_year) + 1900, "month": Int(parts.tm_mon) + 1, "day": Int(parts.tm_mday),
                "hour": Int(parts.tm_hour), "min": Int(parts.tm_min), "sec": Int(parts.tm_sec),
                "wday": Int(parts.tm_wday) + 1, "yday": Int(parts.tm_yday) + 1, "isdst": false,
            ]
            return .table(fields)
        }
        var result = "", characters = format.makeIterator()
        while let character = characters.next() {
            guard character == "%" else {
                result.append(character)
                continue
            }
            guard let letter = characters.next(), "aAbBcdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%".contains(letter) else {
                throw LuaFailure(.error, "os.date: the format \"\(format)\" has a conversion that does not exist")
            }
            var buffer = [CChar](repeating: 0, count: 256)
            let length = strftime(&buffer, buffer.count, "%\(letter)", &parts)
            result += String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        return result.luaData
    }
}
