import RunStore
import Testing

@Suite struct JSONTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

    @Test func keepsTheOrderOfKeys() throws {
        let text = #"{"zeta":1,"alpha":{"b":2,"a":[3,null,true]},"mid":"x"}"#
        #expect(try parse(text).text == text)
    }

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

    @Test func wholeNumbersAndOthersAreToldApart() throws {
        #expect(
            try parse("[1,1.0,9223372036854775807,9223372036854775808]").array == [
                1, 1.0, .int(.max), 9223372036854775808.0,
            ])
    }

    @Test func text() throws {
        let text = "quote \" backslash \\ line\n tab\t bell\u{07} é 🙂"
        #expect(try parse(JSONValue.string(text).text).string == text)
        #expect(try parse(#""\ud83d\ude42 \u00e9 \/""#).string == "🙂 é /")
        #expect(try parse(#""\ud83d \udc00""#).string == "\u{FFFD} \u{FFFD}")
        #expect(try JSONParser.parse([0x22, 0xFF, 0x22]).string == "\u{FFFD}")
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\"}", "{a:1}", "nul", "01x", "1.", "-", "+1", "1e", "\"\\x\"", "\"\\u12\"", "[1] 2",
        "\"\n\"", "'a'",
        "inf", "nan", "0x10",
    ])
    func refusesWhatIsNotJSON(_ text: String) { #expect(throws: JSONError.self) { try parse(text) } }

    @Test func refusesDepth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try parse(nested(64)) }
        #expect(throws: JSONError.self) { try parse(nested(65)) }
        #expect(throws: JSONError.self) { try parse(String(repeating: "[", count: 1_000_000)) }
    }

    @Test func prettyTextIsTheSameValue() throws {
        let value: JSONValue = ["a": [1, 2], "b": ["c": ["d": 1], "e": []], "f": [["g": 1], ["g": 2]]]
        #expect(try parse(value.prettyText) == value)
    }
}
