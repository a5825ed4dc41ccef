package import Statistics
import Rendering

extension AblationTable {
    /// The table in GitHub's Markdown, its explanation below.
    package var markdown: String {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        let columns = ["arm"] + textColumns
        var text = line(columns.map(Self.inMarkdown))
        text += line(columns.map { Self.isAtLeft($0) ? "---" : "---:" })
        for row in textRows {
            // Cells are numbers of our own making.
            text += line([Self.inMarkdown(row.name)] + row.cells.map { $0.replacing("<", with: "&lt;") })
        }
        return text + "\n" + explanation.map(Self.inMarkdown).joined(separator: " ") + "\n"
    }

    /// The table for LaTeX with the package booktabs, rates over differences, its explanation as the caption.
    package var latex: String {
        let columns = textColumns, rows = textRows
        let split = columns.firstIndex(of: "difference") ?? columns.count
        func line(_ cells: [String]) -> String { "    " + cells.joined(separator: " & ") + " \\\\\n" }
        func part(_ range: Range<Int>, _ rows: [TextRow]) -> String {
            let alignment = range.map { Self.isAtLeft(columns[$0]) ? "l" : "r" }.joined()
            let titles = range.map { columns[$0].count == 1 ? "$\(columns[$0])$" : Self.inLaTeX(columns[$0]) }
            let lines = rows.map { row in
                line([Self.inLaTeX(row.name)] + range.map { Self.numbersInLaTeX(row.cells[$0]) })
            }
            // Made smaller only where it would be too wide.
            return "  \\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%\n"
                + "  \\begin{tabular}{l\(alignment)}\n    \\toprule\n" + line(["arm"] + titles) + "    \\midrule\n"
                + lines.joined() + "    \\bottomrule\n  \\end{tabular}}\n"
        }
        let others = rows.filter { !$0.isReference }
        return "% Needs \\usepackage{booktabs} and \\usepackage{graphicx}.\n\\begin{table}\n"
            + "  \\centering\\footnotesize\\setlength{\\tabcolsep}{4pt}\n"
            + part(0..<split, rows)
            + (others.isEmpty ? "" : "\n  \\medskip\n" + part(split..<columns.count, others))
            + "  \\caption{\(explanation.map(Self.inLaTeX).joined(separator: " "))}\n\\end{table}\n"
    }

    /// A line for each arm with all digits, as RFC 4180 has it.
    package var csv: String {
        let header = [
            "arm", "n", "clusters", "seeds", "samples", "solved", "solved_lower", "solved_upper",
            "seed_deviation",
            "reference", "difference", "difference_lower", "difference_upper", "p", "attainable_p", "holm_p",
            "mde", "wins", "losses", "ties", "method", "margin", "lower90", "upper90", "equivalence_p", "equivalence",
        ]
        let lines = rows.map { row -> [String] in
            let rate = row.rate, estimate = rate.estimate
            var cells = [rate.name, "\(rate.problems)", "\(rate.clusters)", "\(rate.seeds.count)", "\(rate.samples)"]
            cells += [
                "\(estimate.value)", "\(estimate.lower)", "\(estimate.upper)", rate.deviation.map { "\($0)" } ?? "",
            ]
            guard let difference = row.difference else {
                return cells + Array(repeating: "", count: header.count - cells.count)
            }
            let (found, tally) = (difference.estimate, difference.tally)
            cells += [reference, "\(found.value)", "\(found.lower)", "\(found.upper)", "\(difference.p)"]
            cells += ["\(difference.attainableP)", row.holmP.map { "\($0)" } ?? "", "\(difference.detectable)"]
            cells += ["\(tally.won)", "\(tally.lost)", "\(tally.tied)", difference.method.words]
            guard let test = difference.equivalence else { return cells + ["", "", "", "", ""] }
            return cells + [
                "\(test.margin)", "\(test.lower)", "\(test.upper)", "\(test.p)", test.verdict.rawValue,
            ]
        }
        return ([header] + lines).map { $0.map(Self.inCSV).joined(separator: ",") + "\n" }.joined()
    }

    private static func isAtLeft(_ column: String) -> Bool {
        column == "arm" || column == "95% interval" || column == "won/lost/tied" || column.hasSuffix("?")
    }

    /// Text that Markdown shows as it is.
    private static func inMarkdown(_ text: String) -> String {
        oneLine(text).reduce(into: "") { escaped, character in
            switch character {
            case "<": escaped += "&lt;"
            case "&": escaped += "&amp;"
            case "\\", "|", "*", "_", "`", "~", "$", "#", "[", "]": escaped += "\\\(character)"
            default: escaped.append(character)
            }
        }
    }

    /// Text that LaTeX sets as it is.
    private static func inLaTeX(_ text: String) -> String {
        oneLine(text).reduce(into: "") { escaped, character in
            switch character {
            case "\\": escaped += "\\textbackslash{}"
            case "~": escaped += "\\textasciitilde{}"
            case "^": escaped += "\\textasciicircum{}"
            case "<": escaped += "\\textless{}"
            case ">": escaped += "\\textgreater{}"
            case "|": escaped += "\\textbar{}"
            case "\"": escaped += "''"
            case "±": escaped += "$\\pm$"
            case "&", "%", "$", "#", "_", "{", "}": escaped += "\\\(character)"
            default: escaped.append(character)
            }
        }
    }

    /// A cell of numbers: a hyphen is a minus.
    private static func numbersInLaTeX(_ text: String) -> String { inLaTeX(text).replacing("-", with: "$-$") }

    /// A cell of CSV, in quotes where it must be. A text that a spreadsheet would take for a formula begins with an apostrophe; numbers stay.
    private static func inCSV(_ text: String) -> String {
        let isFormula = text.first.map { "=+-@\t".contains($0) } == true && Double(text) == nil
        let text = isFormula ? "'" + text : text
        guard text.contains(where: { "\",\n\r\r\n".contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    private static func oneLine(_ text: String) -> String {
        TextWidth.printable(text).replacing("\n", with: " ").replacing("\t", with: " ")
    }
}
