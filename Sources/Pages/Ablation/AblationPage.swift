package import JSON
package import Statistics
import Rendering

extension Page {
    /// An ablation: rates of the arms, and their differences to the reference.
    package init(ablation table: AblationTable) {
        let texts = table.textRows, columns = table.textColumns
        // What an arm reached, and what that is beside the reference: one table of all would be too wide.
        let split = (columns.firstIndex(of: "difference") ?? columns.count)
        func part(_ range: Range<Int>, _ rows: [AblationTable.TextRow]) -> Table {
            let isText: Set<String> = ["95% interval", "won/lost/tied"]
            var part = Table(
                [.init("arm")]
                    + range.map {
                        .init(columns[$0], isNumeric: !isText.contains(columns[$0]) && !columns[$0].hasSuffix("?"))
                    })
            for row in rows { part.add([.init(row.name)] + range.map { .init(row.cells[$0]) }) }
            return part
        }
        var blocks: [Block] = [.table(part(0..<split, texts))]
        let others = texts.filter { !$0.isReference }
        if !others.isEmpty {
            blocks += [
                .line(""), .line(Text("difference to \(table.reference)", .heading)),
                .table(part(split..<columns.count, others)),
            ]
        }
        blocks.append(.line(""))
        blocks += table.explanation.map { .paragraph($0, .aside) }
        self.init(blocks, data: table.json)
    }

    /// Two evaluations on the same problems.
    package init(comparison: Comparison) {
        let difference = comparison.difference
        var rates = Table([
            .init("evaluation"), .init("n", isNumeric: true), .init("G", isNumeric: true), .init("k", isNumeric: true),
            .init("solved", isNumeric: true), .init("95% interval"),
        ])
        for rate in [comparison.first, comparison.second] {
            let counts = [rate.problems, rate.clusters, rate.samples].map { Table.Cell($0) }
            rates.add(
                [.init(rate.name)] + counts + [
                    .init(AblationTexts.share(rate.estimate.value)), .init(AblationTexts.interval(rate.estimate)),
                ])
        }
        let estimate = difference.estimate, tally = difference.tally
        var lines: [Text] = [
            Text("difference  ", .aside) + Text(AblationTexts.signed(estimate.value), .heading)
                + Text(" \(AblationTexts.signedInterval(estimate))"),
            Text("p           ", .aside) + Text(AblationTexts.p(difference.p), .heading)
                + Text("; attainable \(AblationTexts.p(difference.attainableP))", .aside),
            Text("problems    ", .aside) + Text("\(tally.won) won, \(tally.lost) lost, \(tally.tied) tied"),
            Text("MDE         ", .aside) + Text(AblationTexts.detectable(difference.detectable))
                + Text(": the smallest difference found with 80% power", .aside),
        ]
        if let equivalence = difference.equivalence {
            lines.append(
                Text("within \(AblationTexts.margin(equivalence.margin))? ", .aside)
                    + Text(AblationTexts.equivalence(equivalence)))
        }
        if let problemwise = difference.problemwise {
            lines.append(
                Text("by problem  ", .aside)
                    + Text(
                        "McNemar p \(AblationTexts.p(problemwise.p)), Tango \(AblationTexts.signedInterval(problemwise.estimate))"
                    ))
        }
        let notes = ["Interval and p: \(difference.method.words)."] + comparison.remarks
        self.init(
            [.table(rates), .line("")] + lines.map { .line($0) } + [.line("")] + notes.map { .paragraph($0, .aside) },
            data: comparison.json)
    }
}

extension AblationTable {
    /// The table for programs, with all digits.
    package var json: JSONValue {
        var object: JSONObject = [
            "reference": .string(reference), "paired_by_seed": .bool(pairsSeeds),
            "arms": .array(
                rows.map { row in
                    var arm = row.rate.json
                    if let difference = row.difference {
                        var members = difference.json
                        members["holm_p"] = row.holmP.map { .number($0) } ?? .null
                        arm["difference"] = .object(members)
                    }
                    return .object(arm)
                }),
            "remarks": .array(remarks.map { .string($0) }),
        ]
        if let margin { object["margin"] = .number(margin) }
        object["checkpoints"] = checkpoints.map { .string($0) } ?? .null
        return .object(object)
    }
}

extension Comparison {
    /// The comparison for programs, with all digits.
    package var json: JSONValue {
        [
            "first": .object(first.json), "second": .object(second.json), "difference": .object(difference.json),
            "remarks": .array(remarks.map { .string($0) }),
        ]
    }
}

extension Estimate {
    fileprivate var members: [(String, JSONValue)] {
        [("value", .number(value)), ("lower", .number(lower)), ("upper", .number(upper))]
    }
}

extension ArmRate {
    fileprivate var json: JSONObject {
        var object: JSONObject = [
            "arm": .string(name), "n": .int(problems), "clusters": .int(clusters),
            // JSON's readers take whole numbers for 64-bit signed ones: a greater one is a string.
            "seeds": .array(seeds.map { seed in Int(exactly: seed).map { .int($0) } ?? .string("\(seed)") }),
            "samples": .int(samples), "solved": .object(JSONObject(estimate.members)),
            "method": .string(method.rawValue), "solved_by_seed": .array(seedRates.map { .number($0) }),
        ]
        if let deviation { object["seed_deviation"] = .number(deviation) }
        return object
    }
}

extension Difference {
    fileprivate var json: JSONObject {
        var object = JSONObject(
            estimate.members + [
                ("p", .number(p)), ("attainable_p", .number(attainableP)), ("mde", .number(detectable)),
                ("wins", .int(tally.won)), ("losses", .int(tally.lost)), ("ties", .int(tally.tied)),
                ("method", .string(method.words)),
            ])
        if let equivalence {
            object["equivalence"] = [
                "margin": .number(equivalence.margin), "lower90": .number(equivalence.lower),
                "upper90": .number(equivalence.upper), "p": .number(equivalence.p),
                "verdict": .string(equivalence.verdict.rawValue),
            ]
        }
        if let problemwise {
            object["by_problem"] = .object(
                JSONObject(problemwise.estimate.members + [("mcnemar_p", .number(problemwise.p))]))
        }
        return object
    }
}
