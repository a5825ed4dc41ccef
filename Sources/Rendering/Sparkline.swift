/// A series in one line of text.
package enum Sparkline {
    private static let bars = Array("▁▂▃▄▅▆▇█")

    /// One character per bucket of consecutive values, the bucket's mean between the least and the greatest mean.
    ///
    /// Values that are not finite are left out; a bucket without any is a space. A constant series is a middle line.
    package static func render(_ values: [Double], width: Int) -> String {
        let count = min(width, values.count)
        guard count > 0 else { return "" }
        let means = (0..<count).map { bucket -> Double? in
            let finite = values[bucket * values.count / count..<(bucket + 1) * values.count / count].filter(\.isFinite)
            // Divided before they are added: the sum of two great numbers may not be finite.
            return finite.isEmpty ? nil : finite.reduce(0) { $0 + $1 / Double(finite.count) }
        }
        let known = means.compactMap { $0 }
        guard let low = known.min(), let high = known.max() else { return String(repeating: " ", count: count) }
        return String(
            means.map { mean in
                guard let mean else { return " " }
                guard high > low else { return bars[3] }
                let share = (mean / 2 - low / 2) / (high / 2 - low / 2)
                return bars[min(bars.count - 1, Int(share * Double(bars.count)))]
            })
    }
}
