import JSON
import Testing

@Suite struct JSONParserTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

    @Test func keepsTheOrderOfKeys() throws {
        let text = #"{"zeta":1,"alpha":{"b":2,"a":[3,null,true]},"mid":"x"}"#
        #expect(try parse(text).text == text)
    }

    @Test func wholeNumbersAndOthersAreToldApart() throws {
        #expect(
            try parse(" [1, 1.0, -0, 9223372036854775807, 9223372036854775808]\n").array == [
                1, 1.0, 0, .int(.max), 9223372036854775808.0,
            ])
    }

    @Test func charactersAreReadInEveryForm() throws {
        #expect(try parse(#""\ud83d\ude42 \u00e9 \/\b\f\n\r\t\"\\ 🙂""#).string == "🙂 é /\u{8}\u{C}\n\r\t\"\\ 🙂")
    }

    /// Swift takes the two keys for equal; their bytes are not.
    @Test func keysDifferWhenTheirBytesDo() throws {
        let (composed, decomposed) = ("\u{E9}", "e\u{301}")
        let object = try #require(try parse("{\"\(composed)\":1,\"\(decomposed)\":2}").object)
        #expect(object[composed] == 1 && object[decomposed] == 2)
    }

    @Test(arguments: [
        ("", "the text ends too early at byte 0"),
        ("{", "the text ends too early at byte 1"),
        ("[1,]", "no value begins so at byte 3"),
        ("[1 2]", "a comma or ] was expected at byte 3"),
        ("{\"a\"=1}", "a colon was expected at byte 4"),
        ("{a:1}", "a key in double quotes was expected at byte 1"),
        ("{\"a\":1;}", "a comma or } was expected at byte 6"),
        (#"{"a":1,"\u0061":2}"#, "the key \"a\" comes twice at byte 15"),
        ("nul", "the text ends too early at byte 3"),
        ("nulL", "no value begins so at byte 3"),
        ("01", "more text follows the value at byte 1"),
        ("[1.]", "no value begins so at byte 3"),
        ("[-]", "no value begins so at byte 2"),
        ("+1", "no value begins so at byte 0"),
        ("[1e]", "no value begins so at byte 3"),
        ("[1e999]", "the number 1e999 is too large at byte 6"),
        ("0x10", "more text follows the value at byte 1"),
        ("inf", "no value begins so at byte 0"),
        ("'a'", "no value begins so at byte 0"),
        ("[1] 2", "more text follows the value at byte 4"),
        (#""\x""#, "there is no such escape at byte 3"),
        (#""\u12""#, #"\u needs four hexadecimal digits at byte 5"#),
        (#""\ud83d \udc00""#, "half of a surrogate pair stands alone at byte 7"),
        (#""\udc00 ""#, "half of a surrogate pair stands alone at byte 7"),
        ("\"\n\"", "a string holds a bare control character at byte 1"),
        (#""\\#u{1}""#, "there is no such escape at byte 3"),
        ("\"\\\\\u{1}\"", "a string holds a bare control character at byte 3"),
        ("\"\\", "the text ends too early at byte 2"),
    ]) func whatIsNotJSONIsRefused(_ text: String, _ reason: String) {
        let error = #expect(throws: JSONError.self) { try parse(text) }
        #expect(error?.description == "not valid JSON: \(reason)")
    }

    @Test func whatIsNotUTF8IsRefused() {
        let error = #expect(throws: JSONError.self) { try JSONParser.parse([0x5B, 0x22, 0xFF, 0x22, 0x5D]) }
        #expect(error?.description == "not valid JSON: a string is not UTF-8 at byte 2")
        #expect(throws: JSONError.self) { try JSONParser.parse([0x22, 0x5C, 0x6E, 0xFF, 0x22]) }
    }

    @Test func depthIsBounded() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try parse(nested(64)) }
        #expect(throws: JSONError.self) { try parse(nested(65)) }
        #expect(throws: JSONError.self) { try parse(String(repeating: "[", count: 1_000_000)) }
    }
}
