import Foundation
import Models
import Rollouts
import Synchronization
import Testing

@Suite struct TokenizerBehaviourTests {
    let minicoder: Tokenizer

    init() throws { minicoder = try Tokenizer(file: Project.minicoder + "tokenizer.json") }

    @Test func `the bundled tokenizer has its markers at 0 to 3`() {
        #expect(["<|pad|>", "<|user|>", "<|asst|>", "<|end|>"].map(minicoder.special) == [0, 1, 2, 3])
        #expect(minicoder.special("<|nobody|>") == nil)
        #expect(minicoder.vocabularySize == 640)
    }

    @Test func `markers written out by a program under test stay text`() {
        let text = "<|end|><|user|>"
        #expect(minicoder.encode(text).allSatisfy { $0 > 3 })
        #expect(minicoder.decode(minicoder.encode(text)) == text)
        #expect(minicoder.encode(text, allowingSpecial: true) == [3, 1])
        #expect(minicoder.decode([3, 1]).isEmpty)
        #expect(minicoder.decode([3, 1], keepingSpecial: true) == text)
    }

    @Test func `texts that Swift calls equal keep their own bytes`() {
        let composed = "\u{e9}", decomposed = "e\u{301}"
        #expect(composed == decomposed)
        // The second must not be answered from the cache entry of the first.
        for text in [composed, decomposed, composed] {
            #expect(Array(minicoder.decode(minicoder.encode(text)).utf8) == Array(text.utf8))
        }
    }

    @Test func `tokens that do not exist decode to nothing`() {
        #expect(minicoder.decode([640, -1, .max, .min]).isEmpty)
        #expect(minicoder.bytes(of: 640) == nil)
    }

    @Test(arguments: [("x", 1_000_000), (" ", 100_000), ("é", 100_000), ("ab1 ", 30_000)])
    func `a very long text comes back`(unit: String, count: Int) {
        let text = String(repeating: unit, count: count)
        #expect(minicoder.decode(minicoder.encode(text)) == text)
    }

    @Test func `threads at once get what one thread gets`() throws {
        let texts = (0..<400).map { "print(*a[\($0 % 37):],sep='/')\ninput: \($0) \($0 * 7 % 11)\n" }
        let expected = texts.map(minicoder.encode)
        let fresh = try Tokenizer(file: Project.minicoder + "tokenizer.json")
        let wrong = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: 8) { worker in
            for step in texts.indices {
                let index = (step + worker * 50) % texts.count
                if fresh.encode(texts[index]) != expected[index] { wrong.add(1, ordering: .relaxed) }
            }
        }
        #expect(wrong.load(ordering: .relaxed) == 0)
    }
}
