import JSON
import Testing

@Suite struct JSONTextTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

    @Test(arguments: [
        0.1, -0.0, 0x1p-1060, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1 / 3, 123_456_789_012_345_680, 1e21,
        0.30000000000000004,
    ])
    func doublesComeBackBitForBit(_ value: Double) throws {
        #expect(try parse(JSONValue.number(value).text).double?.bitPattern == value.bitPattern)
    }

    @Test func whatJSONCannotWriteIsAString() throws {
        #expect(JSONValue.number(.nan).text == #""NaN""#)
        #expect(try parse(JSONValue.number(-.infinity).text).double == -.infinity)
        #expect(try parse(JSONValue.number(.nan).text).double?.isNaN == true)
    }

    @Test func floatsAreShortAndComeBackBitForBit() throws {
        #expect(JSONValue(Float(0.1)).text == "0.1")
        var bits: UInt32 = 1
        for _ in 0..<20_000 {
            bits = bits &* 1_664_525 &+ 1_013_904_223
            let value = Float(bitPattern: bits)
            guard value.isFinite else { continue }
            let back = try #require(try parse(JSONValue(value).text).double)
            #expect(Float(back).bitPattern == value.bitPattern)
        }
    }

    @Test func stringsComeBack() throws {
        let text = "quote \" backslash \\ line\n tab\t return\r bell\u{07} é 🙂"
        #expect(JSONValue.string(text).text == #""quote \" backslash \\ line\n tab\t return\r bell\u0007 é 🙂""#)
        #expect(try parse(JSONValue.string(text).text).string == text)
    }

    @Test func prettyTextIsTheSameValue() throws {
        let value: JSONValue = ["a": [1, 2], "b": ["c": ["d": 1], "e": []], "f": [["g": 1], ["g": 2]]]
        #expect(try parse(value.prettyText) == value)
        #expect(value.prettyText.hasPrefix("{\n  \"a\": [1,2],\n  \"b\": {\n    \"c\": {\"d\":1},\n"))
    }

    @Test func aLongValueIsCutInAMessage() {
        #expect(JSONValue.string("short").brief == "\"short\"")
        let long = JSONValue.string(String(repeating: "é", count: 100)).brief
        #expect(long.unicodeScalars.count == 60 && long.hasSuffix("é..."))
    }
}
