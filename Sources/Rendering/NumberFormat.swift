/// Numbers as people read them: enough digits to tell two results apart, none that are noise.
package enum NumberFormat {
    /// `value` to `digits` significant digits: `0.692`, `17.1k`, `1.23e-05`, `180`; `0.25` where that is all of it.
    ///
    /// Whole numbers below 10,000 are written out. From 10,000 on the steps are k, M, G, T; below 0.001 it is scientific.
    package static func short(_ value: Double, digits: Int = 3) -> String {
        guard value.isFinite else { return special(value) }
        if value == 0 { return "0" }
        let size = abs(value)
        if size < 10_000, value == value.rounded() { return String(Int(value)) }
        if size < 0.001 { return scientific(value, digits: digits) }
        var (scaled, unit) = (value, 0)
        let units = ["", "k", "M", "G", "T"]
        if size >= 10_000 {
            while unit < units.count - 1, abs(scaled) >= 1000 { (scaled, unit) = (scaled / 1000, unit + 1) }
        }
        guard abs(scaled) < 1_000_000 else { return scientific(value, digits: digits) }
        let text = trimmed(fixed(scaled, places: places(for: scaled, digits: digits)), ifExactly: scaled)
        // 999.96k rounds to 1000k, which is 1.00M.
        if unit > 0, unit < units.count - 1, text.drop(while: { $0 == "-" }).hasPrefix("1000") {
            return fixed(scaled / 1000, places: digits - 1) + units[unit + 1]
        }
        return text + units[unit]
    }

    /// `value` with exactly `places` digits after the point, halves away from zero.
    package static func fixed(_ value: Double, places: Int) -> String {
        guard value.isFinite else { return special(value) }
        let factor = power(10, max(0, places))
        let scaled = (abs(value) * factor).rounded()
        guard scaled < 1e15 else { return "\(value)" }
        let digits = String(Int(scaled))
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return sign + digits }
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return sign + padded.dropLast(places) + "." + padded.suffix(places)
    }

    /// How many places after the point show `value` to `digits` significant digits.
    package static func places(for value: Double, digits: Int) -> Int {
        guard value != 0, value.isFinite else { return 0 }
        return max(0, digits - 1 - exponent(of: value))
    }

    /// `values` alike, as the cells of one column: the same number of places, no more than they need, three at most or as many as the
    /// smallest takes for two digits. Where that would be more than five, or the greatest is too long to be read, all have an exponent.
    package static func column(_ values: [Double]) -> [String] {
        let sizes = values.filter(\.isFinite).map(abs).filter { $0 > 0 }
        guard let least = sizes.min(), let greatest = sizes.max() else { return values.map { short($0) } }
        func isExact(_ places: Int) -> Bool {
            values.allSatisfy { !$0.isFinite || ($0 * power(10, places)).rounded() / power(10, places) == $0 }
        }
        guard least >= 1e-4, greatest < (isExact(0) ? 1e9 : 1e6) else {
            func texts(_ digits: Int) -> [String] {
                values.map {
                    $0 == 0 || !$0.isFinite ? short($0) : scientific($0, digits: digits, isTrimmed: false)
                }
            }
            return (1...2).map(texts).first { zip($0, values).allSatisfy { $1.isNaN || Double($0) == $1 } } ?? texts(3)
        }
        let enough = (0..<3).first(where: isExact) ?? min(3, max(places(for: greatest, digits: 3), 2))
        let most = least < 0.001 ? max(enough, places(for: least, digits: 2)) : enough
        let places = (enough...most).first(where: isExact) ?? most
        return values.map { fixed($0, places: places) }
    }

    /// A length of time in seconds: `0.8s`, `32s`, `1m 32s`, `2h 05m`, `3d 04h`; below a tenth `85ms`.
    package static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite else { return special(seconds) }
        guard seconds >= 0 else { return "-" + duration(-seconds) }
        if seconds < 0.0995 { return fixed(seconds * 1000, places: seconds < 0.00995 ? 1 : 0) + "ms" }
        if seconds < 9.95 { return fixed(seconds, places: 1) + "s" }
        guard seconds < 1e12 else { return short(seconds) + "s" }
        let whole = Int(seconds.rounded())
        func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        if whole < 60 { return "\(whole)s" }
        if whole < 3600 { return "\(whole / 60)m \(padded(whole % 60))s" }
        if whole < 86_400 { return "\(whole / 3600)h \(padded(whole % 3600 / 60))m" }
        return "\(whole / 86_400)d \(padded(whole % 86_400 / 3600))h"
    }

    /// A whole number with its thousands apart: `17,280`.
    package static func grouped(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var text = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    private static func special(_ value: Double) -> String {
        value.isNaN ? "nan" : value < 0 ? "-inf" : "inf"
    }

    private static func scientific(_ value: Double, digits: Int, isTrimmed: Bool = true) -> String {
        var exponent = exponent(of: value)
        // Two steps, because 10^320 is no finite number.
        var mantissa = value / power(10, exponent / 2) / power(10, exponent - exponent / 2)
        if (abs(mantissa) * power(10, digits - 1)).rounded() >= power(10, digits) {
            (mantissa, exponent) = (mantissa / 10, exponent + 1)
        }
        let sign = exponent < 0 ? "-" : "+"
        let power = "e" + sign + (abs(exponent) < 10 ? "0" : "") + "\(abs(exponent))"
        let text = fixed(mantissa, places: digits - 1)
        if !isTrimmed { return text + power }
        let short = trimmed(text, ifExactly: Double(text) ?? mantissa)
        return (Double(short + power) == value ? short : text) + power
    }

    /// `text` without zeros at its end where it is `value` all the same: zeros that stay tell that more would follow.
    private static func trimmed(_ text: String, ifExactly value: Double) -> String {
        guard text.contains("."), Double(text) == value else { return text }
        var text = text
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    /// All digits of `value`, whole numbers without a point.
    package static func exact(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
    }

    /// The power of ten of the leading digit.
    static func exponent(of value: Double) -> Int {
        // The shortest decimal form knows it exactly, where a logarithm is off near powers of ten.
        let text = "\(abs(value))"
        if let mark = text.firstIndex(where: { $0 == "e" }) { return Int(text[text.index(after: mark)...]) ?? 0 }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if parts[0] != "0" { return parts[0].count - 1 }
        return -1 - (parts.count > 1 ? parts[1].prefix { $0 == "0" }.count : 0)
    }

    static func power(_ base: Double, _ exponent: Int) -> Double {
        var result = 1.0
        for _ in 0..<abs(exponent) { result *= base }
        return exponent < 0 ? 1 / result : result
    }
}
