import Foundation
import Models
import TestSupport
import Testing

/// What a `tokenizer.json` may not hold, and the sentence for it.
@Suite struct TokenizerFileTests {
    let folder: TemporaryFolder
    let text: String

    init() throws {
        folder = try TemporaryFolder()
        text = try String(contentsOfFile: Project.goldens + "llama3.tokenizer.json", encoding: .utf8)
    }

    private func message(replacing old: String, with new: String) throws -> String {
        try #require(text.contains(old))
        let path = try folder.write(text.replacingOccurrences(of: old, with: new).utf8, to: "tokenizer.json")
        let error = try #require(throws: CheckpointError.self) { try Tokenizer(file: path) }
        #expect(error.file == path)
        return error.problem
    }

    @Test(arguments: [
        (#""type":"BPE""#, #""type":"Unigram""#, #"model.type is "Unigram"; only BPE is supported"#),
        (
            #""byte_fallback":false"#, #""byte_fallback":true"#,
            "model.byte_fallback is true; a byte-level vocabulary, as the decoder says this is, has no fallback"
        ),
        (#""dropout":null"#, #""dropout":0.1"#, "model.dropout is 0.1; only null is supported"),
        (
            #""normalizer":null"#, #""normalizer":{"type":"NFKC"}"#,
            #"normalizer.type is "NFKC"; NFC, Prepend, Replace and Sequence are supported"#
        ),
        (
            #""type":"Split""#, #""type":"Metaspace""#,
            #"pre_tokenizer.pretokenizers[0].type is "Metaspace"; ByteLevel, Split, Digits and Sequence are supported"#
        ),
        (
            #""behavior":"Isolated""#, #""behavior":"Cut""#,
            #"pre_tokenizer.pretokenizers[0].behavior is "Cut"; it must be Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous"#
        ),
        (
            #""decoder":{"type":"ByteLevel""#, #""decoder":{"type":"Fuse""#,
            #"decoder.type is "Fuse"; ByteLevel is supported, and for a vocabulary with a fallback to bytes the Sequence of"#
        ),
        (
            #""single_word":false"#, #""single_word":true"#,
            "added_tokens[0].single_word is true; only false is supported"
        ),
        (
            #""id":0,"#, #""id":7,"#,
            #"added_tokens[0].id is 7; it belongs to another token, or "<|pad|>" has another id in model.vocab"#
        ),
        (
            #""!":4,"#, #""!":5,"#, "model.vocab gives the id 5 to two tokens"
        ),
        (
            #""!":4,"#, #""!":-4,"#, #"model.vocab gives "!" the id -4; it must be an integer from 0 to 4194303"#
        ),
        (
            #""merges":["#, #""merges":["a b c","#,
            #"model.merges[0] is "a b c"; it must be two tokens, as a pair or with a space between"#
        ),
        (
            #""merges":["#, #""merges":[["Q","QQ"],"#,
            #"model.merges[0] is ["Q","QQ"], but model.vocab lacks one of the tokens or the merged one"#
        ),
        (#""vocab":{"#, #""vocab":{"!":4,"#, "is not valid JSON: the key \"!\" comes twice at byte"),
    ]) func `is refused in one sentence`(old: String, new: String, sentence: String) throws {
        let message = try message(replacing: old, with: new)
        #expect(message.hasPrefix(sentence), "\(message)")
    }

    @Test(arguments: [
        ("(", "it is not a regular expression"), ("[a-z&&b]", "&& in a set is not supported in it"),
        ("[[:alpha:]]", "a POSIX class is not supported in it"), (#"\\h+"#, #"\h is not supported in it"#),
        ("a(?i)b", "a group that begins with (?i is not supported in it"),
        (#"\\p{Word}"#, #"\p{Word} is not supported in it"#),
        ("a{,}", "a brace that begins no count must be written \\{ in it"),
    ]) func `a pattern that the engines read differently is refused`(pattern: String, reason: String) throws {
        let message = try message(replacing: #"\\p{N}{1,3}"#, with: pattern)
        #expect(message.hasSuffix(reason), "\(message)")
    }

    /// Without a token for them such bytes are left out; a token that does not exist cannot stand for them.
    @Test func `an unknown token must exist where it is needed`() throws {
        let incomplete = text.replacingOccurrences(of: #""!":4,"#, with: #""!!!":4,"#)
        let tokenizer = try Tokenizer(file: folder.write(incomplete.utf8, to: "tokenizer.json"))
        #expect(tokenizer.encode("a!b") == tokenizer.encode("a") + tokenizer.encode("b"))
        let named = incomplete.replacingOccurrences(of: #""unk_token":null"#, with: #""unk_token":"<unk>""#)
        let path = try folder.write(named.utf8, to: "tokenizer.json")
        let error = #expect(throws: CheckpointError.self) { try Tokenizer(file: path) }
        #expect(
            error?.problem
                == "model.unk_token is \"<unk>\"; it must be a token of model.vocab, since the vocabulary is not complete"
        )
    }

    @Test func `a file cut anywhere is refused`() throws {
        let bytes = Array(text.utf8)
        for length in Array(0..<300) + Array(stride(from: 300, to: bytes.count - 2, by: 61)) {
            let path = try folder.write(bytes[..<length], to: "tokenizer.json")
            let error = try #require(throws: CheckpointError.self) { try Tokenizer(file: path) }
            #expect(error.problem.contains("is not valid JSON"))
        }
    }

    @Test func `a missing file is named`() throws {
        let error = #expect(throws: CheckpointError.self) { try Tokenizer(file: "\(folder.path)/none.json") }
        #expect(error?.description == "\(folder.path)/none.json: there is no such file")
    }
}
