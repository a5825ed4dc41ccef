extension ChatFormat {
    /// The name by which a script asks for it.
    var family: String { name == "llama2" ? "mistral" : name }

    /// The format that a Jinja template writes, worked out from the literals in its text. The template is not run.
    ///
    /// - `<|im_start|>` makes ChatML. What the system says without being told is quoted from the text; so is what stands before an answer.
    /// - `<|start_header_id|>` makes Llama 3's. With `Cutting Knowledge Date` it is that of version 3.1 and later, whose system text begins
    ///   with two dates; today is always 26 Jul 2024, as the template itself has it where it is not told the date.
    /// - `[INST]` makes Mistral's, with the spaces around the brackets as the text has them; with `<<SYS>>` it is Llama 2's. A system text
    ///   opens the first message, also where the original would move it to the last.
    ///
    /// - Throws: `ChatError` for any other text, and for ones that write what depends on the date or on settings.
    static func recognised(in template: String, source: String) throws -> ChatFormat {
        // A line feed in a literal may be written as it is or as \n, and quotes may be of either kind.
        let text = template.replacing("\\n", with: "\n").replacing("\"", with: "'")
        func refuse(_ reason: String) -> ChatError {
            ChatError(
                description:
                    "\(source): the chat template \(reason); ask for one of \(ChatTemplates.names.joined(separator: ", ")), or give a "
                    + "function from messages to text")
        }
        if text.contains("<|im_start|>"), text.contains("<|im_end|>") { return try chatML(text, template, refuse) }
        if text.contains("<|start_header_id|>"), text.contains("<|eot_id|>") { return llama3(text) }
        if text.contains("[INST]"), text.contains("[/INST]") { return mistral(text) }
        throw refuse("is none of the known kinds")
    }

    private static func chatML(_ text: String, _ template: String, _ refuse: (String) -> ChatError) throws -> ChatFormat
    {
        var format = ChatFormat.chatML
        for mark in ["strftime_now", "<|im_sep|>", "custom_instructions"] where text.contains(mark) {
            throw refuse("is ChatML with \(mark), which is not supported")
        }
        // In all of them an answer ends in this, but for the line feed, which some leave away.
        guard text.contains("<|im_end|>\n") || text.contains("'<|im_end|>' + '\n'") else {
            throw refuse("is ChatML without a line feed behind <|im_end|>, which is not supported")
        }
        let openings = literals(text, after: "<|im_start|>assistant", upTo: "'")
        guard let opening = openings.last(where: { $0 == "\n" || $0 == "\n<think>\n" }) else {
            throw refuse("opens answers in a way that is not supported")
        }
        format.answer.before = "<|im_start|>assistant" + opening
        let systems = Set(systemTexts(template))
        guard systems.count <= 1 else { throw refuse("has \(systems.count) different system texts") }
        format.defaultSystem = systems.first
        if text.contains("bos_token") { format.begin = "<s>" }
        return format
    }

    private static func llama3(_ text: String) -> ChatFormat {
        var format = ChatFormat.llama3
        if !text.contains("bos_token") && !text.contains("<|begin_of_text|>") { format.begin = "" }
        guard text.contains("Cutting Knowledge Date") else { return format }
        format.system.before += "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n"
        format.defaultSystem = ""
        return format
    }

    private static func mistral(_ text: String) -> ChatFormat {
        if text.contains("<<SYS>>") { return llama2 }
        var format = ChatFormat.mistral
        format.user.before = [" [INST] ", "[INST] "].first { text.contains("'\($0)'") } ?? "[INST]"
        format.user.after = text.contains("' [/INST]'") ? " [/INST]" : "[/INST]"
        if text.contains("' ' + message['content']") { format.answerSpace.before = " " }
        if text.contains("eos_token + ' '") { format.answer.after = " " }
        return format
    }

    /// The system texts that stand in the template word for word.
    private static func systemTexts(_ template: String) -> [String] {
        let opening = "<|im_start|>system\n"
        let text = template.replacing("\\n", with: "\n")
        let parts = text.split(separator: opening, omittingEmptySubsequences: false)
        return zip(parts, parts.dropFirst()).compactMap { before, part in
            guard let end = part.firstRange(of: "<|im_end|>") else { return nil }
            let content = part[..<end.lowerBound]
            // Where the literal ends before the text does, the text is put together. Outside of a literal a brace would begin that.
            let quote = before.last.flatMap { "'\"".contains($0) ? $0 : nil }
            let isWhole = quote.map { !content.contains($0) } ?? !content.contains("{")
            return isWhole ? String(content) : nil
        }
    }

    /// What stands between each `opening` and the next `close`.
    private static func literals(_ text: String, after opening: String, upTo close: String) -> [String] {
        text.split(separator: opening, omittingEmptySubsequences: false).dropFirst().compactMap { part in
            part.firstRange(of: close).map { String(part[..<$0.lowerBound]) }
        }
    }
}
