import Foundation

/// What scipy and statsmodels gave: `scripts/golden/intervals.py`.
struct GoldenStatistics: Decodable {
    struct Tail: Decodable { let df: Double, t: Double, tail: Double }
    struct Quantile: Decodable { let df: Double, p: Double, t: Double }
    struct NormalTail: Decodable { let x: Double, tail: Double }
    struct NormalQuantile: Decodable { let p: Double, x: Double }
    struct Detectable: Decodable { let df: Double, power: Double, errors: Double }
    struct Wilson: Decodable { let k: Double, n: Double, interval95: [Double] }
    struct Binary: Decodable {
        let b: Int, c: Int, n: Int, p: Double, interval95: [Double], interval90: [Double], above: Double, below: Double
    }
    struct Mean: Decodable { let values: [Double], p: Double, interval95: [Double] }
    struct Adjustment: Decodable { let p: [Double], adjusted: [Double] }
    struct Pass: Decodable { let n: Int, right: Int, k: Int, p: Double }
    struct Attainable: Decodable { let seeds: Int, p: Double }
    struct Attainables: Decodable { let paired: [Attainable], unpaired: [Attainable] }
    struct Rate: Decodable { let mean: Double, error: Double, df: Double, interval95: [Double] }
    struct Difference: Decodable {
        let mean: Double, error: Double, df: Double, interval95: [Double], interval90: [Double], p: Double
        let equivalence: Double, detectable: Double, tally: [Int], holm: Double
    }
    struct Welch: Decodable { let p: Double, df: Double, interval95: [Double], equivalence: Double }
    struct Table: Decodable {
        /// `clusters` by problem, `solved` by arm, seed and problem.
        let name: String, clusters: [Int], samples: Int, margin: Double, solved: [[[Int]]]
        let rates: [Rate], differences: [Difference], welch: [Welch]?
    }

    let t: [Tail], tQuantiles: [Quantile], normal: [NormalTail], normalQuantiles: [NormalQuantile]
    let detectable: [Detectable], wilson: [Wilson], binary: [Binary], mean: [Mean], holm: [Adjustment]
    let passAtK: [Pass], attainable: Attainables, tables: [Table]

    static let all = Result {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appendingPathComponent("Goldens/statistics.json"))
        return try JSONDecoder().decode(GoldenStatistics.self, from: data)
    }
}

/// Whether `a` is `b` but for `tolerance` of it.
func isNear(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
    abs(a - b) <= tolerance * max(abs(b), 1e-6)
}
