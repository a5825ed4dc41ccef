import Models
import Rollouts
import TestSupport
import Testing

@Suite struct ChatTemplateTests {
    @Test func conversationsToImitateWeighWhatTheirMessagesSay() throws {
        let codec = ByteCodec()
        let (tokens, loss) = try MarkerTemplate(codec).sequence([
            WeightedMessage(.user, "s\n", weight: 0), WeightedMessage(.assistant, "p", weight: 0.5),
            WeightedMessage(.user, "input: 1\nexpected: 2\ngot: 3\n", weight: 0.25, offset: 25),
            WeightedMessage(.assistant, "q", weight: 1), WeightedMessage(.user, "No valid code.\n", weight: 0),
            WeightedMessage(.assistant, "r", weight: 0.5),
        ])
        #expect(
            codec.transcript(tokens)
                == "<|user|>s\n<|asst|>p<|end|><|user|>input: 1\nexpected: 2\ngot: 3\n<|asst|>q<|end|>"
                + "<|user|>No valid code.\n<|asst|>r<|end|>")
        #expect(tokens.count == loss.count)
        func weighing(_ weight: Float) -> String {
            codec.transcript(zip(tokens, loss).filter { $0.1 == weight }.map(\.0))
        }
        #expect(weighing(0.25) == " 3\n")
        #expect(weighing(1) == "q<|end|>")
        #expect(weighing(0.5) == "p<|end|>r<|end|>")
    }

    /// A token that holds a part of `got:` and a part of the result cannot be predicted as a whole.
    @Test func tokensAcrossTheOffsetWeighNothing() throws {
        struct Pairs: TokenCodec {
            func encode(_ text: String) -> [TokenID] {
                let bytes = Array(text.utf8)
                return stride(from: 0, to: bytes.count, by: 2).map { index in
                    TokenID(bytes[index]) * 256 + (index + 1 < bytes.count ? TokenID(bytes[index + 1]) : 0)
                }
            }
            func decode(_ tokens: [TokenID]) -> String {
                String(
                    decoding: tokens.flatMap { [UInt8($0 / 256), UInt8($0 % 256)] }.filter { $0 > 0 }, as: UTF8.self)
            }
            func special(_ name: String) -> TokenID? { ByteCodec().special(name) }
        }
        // "x\ngot: 12\n": pairs "x\n" "go" "t:" " 1" "2\n", and shifted by one "xx" "\ng" "ot" ": " "12" "\n".
        for (user, offset) in [("x\ngot: 12\n", 6), ("xx\ngot: 12\n", 7)] {
            let loss = try MarkerTemplate(Pairs()).sequence([
                WeightedMessage(.user, user, weight: 0.5, offset: offset), WeightedMessage(.assistant, "p", weight: 1),
            ]).weights
            #expect(loss.count { $0 == 0.5 } == 2)
        }
    }

    @Test func tokenizersWithoutMarkersAreRefused() {
        struct Bare: TokenCodec {
            func encode(_ text: String) -> [TokenID] { [] }
            func decode(_ tokens: [TokenID]) -> String { "" }
            func special(_ name: String) -> TokenID? { name == "<|user|>" ? 1 : nil }
        }
        let error = #expect(throws: MissingMarker.self) { _ = try MarkerTemplate(Bare()) }
        #expect(error?.description.contains("<|asst|>") == true)
    }
}
