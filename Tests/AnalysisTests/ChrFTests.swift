import Analysis
import Foundation
import Testing

@Suite struct ChrFTests {
    private struct Case: Decodable {
        let hypothesis, reference: String
        let score: Double

        init(from decoder: any Decoder) throws {
            var values = try decoder.unkeyedContainer()
            hypothesis = try values.decode(String.self)
            reference = try values.decode(String.self)
            score = try values.decode(Double.self)
        }
    }

    /// Made by `scripts/golden/chrf.py`.
    @Test func scoresAreThoseOfSacrebleu() throws {
        let place = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/chrf.json")
        let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: place))
        #expect(cases.count > 40 && cases.contains { $0.score > 0.3 && $0.score < 0.9 })
        for one in cases {
            let score = ChrF.score(one.hypothesis, reference: one.reference)
            #expect(abs(score - one.score) < 1e-12, "\(one.hypothesis) beside \(one.reference)")
        }
    }

    @Test func equalTextsScoreOne() {
        #expect(ChrF.score("print(1)", reference: "print(1)") == 1)
        #expect(ChrF.score("print( 1 )\n", reference: "print(1)") == 1)
    }
}
