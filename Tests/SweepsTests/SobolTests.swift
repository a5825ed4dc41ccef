import JSON
import Rollouts
import RunStore
import Sweeps
import Testing

@Suite struct SobolTests {
    private static let golden = Result {
        let folder = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/")!))
        return try JSONParser.parse(Files.read(folder + "/Goldens/sobol.json", limit: 1 << 20))
    }

    private static func rows(_ json: JSONValue?) throws -> [[UInt32]] {
        try #require(json?.array).map { try #require($0.array).map { UInt32(try #require($0.int)) } }
    }

    /// scripts/golden/sobol.py
    @Test func pointsEqualThoseOfSciPy() throws {
        let golden = try Self.golden.get()
        let numbers = try #require(golden["numbers"]?.array).compactMap(\.int)
        let sequence = SobolSequence(dimensions: SobolSequence.mostDimensions, seed: nil)
        let rows = try Self.rows(golden["plain"])
        #expect(numbers.count == 24 && rows.allSatisfy { $0.count == SobolSequence.mostDimensions })
        for (number, row) in zip(numbers, rows) { #expect(sequence.steps(UInt32(number)) == row) }
    }

    @Test(arguments: [0, 1, 0x0123_4567_89AB_CDEF] as [UInt64])
    func scramblingEqualsTheRecursionOfTheScript(_ seed: UInt64) throws {
        let golden = try Self.golden.get()
        let numbers = try #require(golden["numbers"]?.array).compactMap(\.int)
        let sequence = SobolSequence(dimensions: SobolSequence.mostDimensions, seed: seed)
        for (number, row) in zip(numbers, try Self.rows(golden["scrambled"]?["\(seed)"])) {
            #expect(sequence.steps(UInt32(number)) == row)
        }
    }

    /// Of 64 points each has its own interval along each side, and of any 4 by 16 boxes of the first two sides each holds one.
    @Test(arguments: [nil, 1, 2, 99] as [UInt64?]) func eachBoxHoldsItsShare(_ seed: UInt64?) {
        let sequence = SobolSequence(dimensions: 40, seed: seed)
        let points = (0..<64).map { sequence.point($0) }
        for dimension in 0..<40 { #expect(Set(points.map { Int($0[dimension] * 64) }).count == 64) }
        for split in [1, 2, 4, 8, 16, 32, 64] {
            let boxes = points.map { SIMD2(Int($0[0] * Double(split)), Int($0[1] * Double(64 / split))) }
            #expect(Set(boxes).count == 64)
        }
        #expect(points.joined().allSatisfy { $0 > 0 && $0 < 1 })
    }

    private static let space: [(name: String, distribution: Distribution)] = [
        ("lr", .logUniform(low: 1e-5, high: 1e-3)), ("kl", .uniform(low: -1, high: 3)),
        ("turns", .integer(low: 1, high: 8)),
        ("feedback", .categorical(["none", "execution"])),
    ]

    private func suggestion(_ number: Int, seed: UInt64, visible: [PointResult] = []) throws -> JSONObject {
        try SobolSearcher().suggestion(number, seed: seed, space: Self.space, direction: .maximize, visible: visible)
    }

    @Test func pointsGoThroughTheDistributions() throws {
        let points = try (1...64).map { try suggestion($0, seed: 7) }
        #expect(points.allSatisfy { $0.members.map(\.key) == ["lr", "kl", "turns", "feedback"] })
        // Each whole number and each choice as often as the others, each half of a range too.
        for turns in 1...8 { #expect(points.count { $0["turns"] == .int(turns) } == 8) }
        #expect(points.count { $0["feedback"] == "none" } == 32)
        let rates = points.compactMap { $0["lr"]?.double }, weights = points.compactMap { $0["kl"]?.double }
        #expect(rates.count { $0 < 1e-4 } == 32 && rates.allSatisfy { $0 >= 1e-5 && $0 <= 1e-3 })
        #expect(weights.count { $0 < 1 } == 32 && weights.allSatisfy { $0 >= -1 && $0 <= 3 })
        #expect(Set(rates).count == 64)
    }

    @Test func aPointFollowsFromSeedAndNumberAlone() throws {
        let seen = [PointResult(point: 1, parameters: ["kl": 1], value: 3)]
        #expect(try suggestion(5, seed: 7) == suggestion(5, seed: 7, visible: seen))
        #expect(try suggestion(5, seed: 7) != suggestion(5, seed: 8))
        #expect(try suggestion(5, seed: 7) != suggestion(6, seed: 7))
    }

    @Test func theEndsOfARangeAreReached() {
        let whole = Distribution.integer(low: -2, high: 2)
        #expect(whole.value(at: 0x1p-33) == -2 && whole.value(at: 1 - 0x1p-53) == 2)
        let widest = Distribution.integer(low: .min, high: .max)
        #expect(widest.value(at: 0x1p-65) == .int(.min) && widest.value(at: 0.5) == 0)
        #expect(Distribution.integer(low: 0, high: .max).value(at: 1 - 0x1p-53).int != nil)
        #expect(Distribution.logUniform(low: 0.1, high: 0.3).value(at: 1 - 0x1p-53).double.map { $0 <= 0.3 } == true)
        #expect(Distribution.categorical(["a", "b", "c"]).value(at: 1 - 0x1p-53) == "c")
        #expect(Distribution.uniform(low: 0, high: 4).value(at: 0.25) == 1.0)
    }

    @Test func moreDimensionsThanThereAreNumbersForAreRefused() {
        let space = (0...40).map { (name: "p\($0)", distribution: Distribution.uniform(low: 0, high: 1)) }
        let error = #expect(throws: SweepError.self) {
            try SobolSearcher().suggestion(1, seed: 1, space: space, direction: .minimize, visible: [])
        }
        #expect(
            error?.description
                == "points of 41 parameters were asked for, and the Sobol sequence here has 40 dimensions; fix some of the "
                + "parameters, or list the trials in a file and give it by --from")
    }
}
