internal import Rollouts

/// Numbers at even distances, both ends among them, as short as they can be written.
///
/// Each is rounded to 12 significant digits, `linear` to the twelfth digit of its larger end: 0.01 rather than 0.010000000000000002. What is
/// lost is far below what any experiment can tell; the ends stay as they are.
struct SpacedNumbers {
    let low: Double
    let high: Double
    /// At least 2.
    let count: Int

    private static let digits = 12

    /// Even in the number itself.
    var linear: [Double] {
        let place = Self.exponent(of: max(low.magnitude, high.magnitude)) - Self.digits + 1
        return numbers {
            (low * Double(count - 1 - $0) + high * Double($0)) / Double(count - 1)
        } place: { _ in
            place
        }
    }

    /// Even in the logarithm; the ends are positive.
    var inLogarithm: [Double] {
        let (first, last) = (PortableMath.log(low), PortableMath.log(high))
        return numbers {
            PortableMath.exp((first * Double(count - 1 - $0) + last * Double($0)) / Double(count - 1))
        } place: {
            Self.exponent(of: $0) - Self.digits + 1
        }
    }

    private func numbers(_ number: (Int) -> Double, place: (Double) -> Int) -> [Double] {
        (0..<count).map { index in
            if index == 0 { return low }
            if index == count - 1 { return high }
            let number = number(index)
            return Self.rounded(number, place: place(number))
        }
    }

    /// `number` to a multiple of 10^`place`, by its shortest decimal form, halves away from zero.
    static func rounded(_ number: Double, place: Int) -> Double {
        let (digits, exponent) = decimal(number)
        let kept = exponent + 1 - place
        guard kept >= 0 else { return 0 }
        guard kept < digits.count else { return number }
        let isUp = digits[kept] >= 5
        // The digits that stay are at most 12, or 13 with what is carried: a whole number without loss.
        let whole = digits[..<kept].reduce(0) { $0 * 10 + $1 } + (isUp ? 1 : 0)
        let sign = number < 0 ? "-" : ""
        return whole == 0 ? 0 : Double("\(sign)\(whole)e\(place)") ?? number
    }

    private static func exponent(of number: Double) -> Int { number == 0 ? 0 : decimal(number).exponent }

    /// The digits of the shortest decimal form without zeros in front, and the power of ten of the first.
    private static func decimal(_ number: Double) -> (digits: [Int], exponent: Int) {
        let parts = "\(number.magnitude)".split(separator: "e")
        var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        exponent += mantissa[0].count - 1
        let digits = mantissa.joined().compactMap(\.wholeNumberValue)
        let zeros = digits.prefix { $0 == 0 }.count
        return zeros == digits.count ? ([0], 0) : (Array(digits[zeros...]), exponent - zeros)
    }
}
