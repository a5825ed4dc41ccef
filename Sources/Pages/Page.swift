package import JSON
package import Rendering

/// What is shown of records, as a value: sections of text, tables, plots, code and the like. One renderer makes text for a terminal of it
/// (`TerminalPage`), one JSON for programs (`Page.json`).
package struct Page: Sendable {
    /// A part of a page, apart from others.
    package struct Section: Sendable {
        /// What programs call it; nil for what only people are shown.
        package var key: String?
        /// What programs get, where that is more than people are shown.
        package var data: JSONValue?
        package var heading: Heading?
        package var blocks: [Block]

        /// A section that programs get as `key`.
        package init(_ key: String, data: JSONValue? = nil, heading: Heading? = nil, _ blocks: [Block] = []) {
            (self.key, self.data, self.heading, self.blocks) = (key, data, heading, blocks)
        }

        /// A section for people alone.
        package init(heading: Heading? = nil, _ blocks: [Block]) {
            (self.heading, self.blocks) = (heading, blocks)
        }
    }

    /// What stands over a section.
    package enum Heading: Sendable {
        case line(Text)
        /// Across the page, with a remark at its end.
        case rule(String, remark: String)
    }

    /// A piece of a section.
    package enum Block: Sendable {
        /// A line as it stands.
        case line(Text)
        /// Lines broken at spaces where they are too long, behind `indent` spaces.
        case paragraph(String, Text.Role = .plain, indent: Int = 0)
        /// Lines of a record as they stand.
        case verbatim(String, Text.Role = .plain)
        /// Names, broken nowhere.
        case names([String])
        case table(Table)
        case plot(Plot)
        /// A program with the numbers of its lines, from `line` on.
        case code(String, line: Int = 1)
        /// The lines of `diff -u`.
        case difference([String])
    }

    package var sections: [Section]
    /// Whether no empty line stands between the sections.
    package var isDense = false
    /// What was left out, and why: a sentence each, said beside the page.
    package var notes: [String] = []

    /// A page of sections.
    package init(_ sections: [Section] = []) { self.sections = sections }

    /// A page of one piece that is all programs get.
    package init(_ blocks: [Block], data: JSONValue) {
        sections = [Section(Self.whole, data: data, blocks)]
    }

    /// The key of a section that is all that programs get.
    static let whole = ""
}

/// A line in parts, each with what it means: a terminal has colours for that, a browser others.
package struct Text: Sendable, ExpressibleByStringLiteral {
    /// What a part of a line is.
    package enum Role: Sendable {
        case plain, heading, name, aside
        /// What went well, what failed, and what is under way or in doubt.
        case good, bad, doubtful
    }

    package private(set) var parts: [(text: String, role: Role)]

    /// A line of one part.
    package init(_ text: String, _ role: Role = .plain) { parts = [(text, role)] }
    package init(stringLiteral text: String) { self.init(text) }

    /// The parts of both.
    package static func + (left: Text, right: Text) -> Text {
        var sum = left
        sum.parts += right.parts
        return sum
    }

    /// All of it, without what it means.
    package var text: String { parts.map(\.text).joined() }
}
