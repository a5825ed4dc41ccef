import JSON
import Testing

@Suite struct JSONObjectTests {
    @Test func noKeyIsThereTwice() {
        var object: JSONObject = ["a": 1, "b": 2, "a": 3]
        #expect(JSONValue.object(object).text == #"{"a":3,"b":2}"#)
        object.merge(["c": 4, "b": 5])
        #expect(JSONValue.object(object).text == #"{"a":3,"b":5,"c":4}"#)
    }

    @Test func settingNilTakesAMemberOut() {
        var object: JSONObject = ["a": 1, "b": nil]
        object["a"] = Optional.none
        #expect(object == ["b": nil])
        #expect(object["a"] == Optional.none && object["b"] == JSONValue.null)
    }
}
