/// What a published template writes around messages, as text in which special tokens are spelled out.
package struct ChatFormat: Sendable, Hashable {
    /// What stands before and after a message.
    package struct Frame: Sendable, Hashable {
        var before: String
        var after: String
    }

    /// As `template` names it.
    package var name: String
    /// Before everything.
    var begin = ""
    /// Around the system text.
    var system: Frame
    /// Whether the system text opens the first message, and is no message of its own.
    var systemIsInUser = false
    /// What the system says unless it is told otherwise; nil for no system text.
    package var defaultSystem: String?
    var user: Frame
    /// Before an answer, and between its end and the next message.
    var answer: Frame
    /// What the model itself writes before an answer and behind it.
    var answerSpace = Frame(before: "", after: "")
    /// Ends an answer.
    var end: String
    /// Whether white space around messages is taken away.
    var trims = false
    /// Whether `begin` stands before every message of the user, not only before the first.
    var repeatsBegin = false
}

extension ChatFormat {
    /// `<|im_start|>role` newline text `<|im_end|>` newline: SmolLM2, Qwen2, Qwen2.5 and Qwen3, and many more.
    package static let chatML = ChatFormat(
        name: "chatml", system: Frame(before: "<|im_start|>system\n", after: "<|im_end|>\n"),
        user: Frame(before: "<|im_start|>user\n", after: "<|im_end|>\n"),
        answer: Frame(before: "<|im_start|>assistant\n", after: "\n"), end: "<|im_end|>")

    /// Llama 3's.
    package static let llama3 = ChatFormat(
        name: "llama3", begin: "<|begin_of_text|>", system: llama3("system"), user: llama3("user"),
        answer: Frame(before: llama3("assistant").before, after: ""), end: "<|eot_id|>", trims: true)

    private static func llama3(_ role: String) -> Frame {
        Frame(before: "<|start_header_id|>\(role)<|end_header_id|>\n\n", after: "<|eot_id|>")
    }

    /// Mistral's first, with the spaces of its version 0.2; `ChatFormat.recognised(in:)` knows the others.
    package static let mistral = ChatFormat(
        name: "mistral", begin: "<s>", system: Frame(before: "", after: "\n\n"), systemIsInUser: true,
        user: Frame(before: "[INST] ", after: " [/INST]"), answer: Frame(before: "", after: ""), end: "</s>")

    /// Llama 2's.
    package static let llama2 = ChatFormat(
        name: "llama2", begin: "<s>", system: Frame(before: "<<SYS>>\n", after: "\n<</SYS>>\n\n"), systemIsInUser: true,
        user: Frame(before: "[INST] ", after: " [/INST]"), answer: Frame(before: "", after: ""),
        answerSpace: Frame(before: " ", after: " "), end: "</s>", trims: true, repeatsBegin: true)
}
