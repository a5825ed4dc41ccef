/// The lines in which two texts differ, as `diff -u` shows them.
package enum LineDifference {
    /// More lines than this between the first and the last difference are not compared: the time grows with their square.
    static let limit = 4000
    private static let context = 3

    /// Nothing where the texts are the same; nil where they are too long to compare.
    package static func unified(_ old: String, _ new: String, from oldName: String, to newName: String) -> [String]? {
        if old == new { return [] }
        let (old, new) = (lines(old), lines(new))
        let before = zip(old, new).prefix { $0 == $1 }.count
        let after = zip(old.dropFirst(before).reversed(), new.dropFirst(before).reversed()).prefix { $0 == $1 }.count
        let (oldMiddle, newMiddle) = (old[before..<old.count - after], new[before..<new.count - after])
        guard oldMiddle.count + newMiddle.count <= limit else { return nil }
        let edits =
            old[..<before].map { Edit(sign: " ", line: $0) } + self.edits(Array(oldMiddle), Array(newMiddle))
            + old[(old.count - after)...].map { Edit(sign: " ", line: $0) }
        return ["--- " + oldName, "+++ " + newName] + hunks(edits)
    }

    private struct Edit {
        let sign: Character
        let line: Substring
    }

    private static func lines(_ text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    private static func edits(_ old: [Substring], _ new: [Substring]) -> [Edit] {
        let difference = new.difference(from: old)
        var (removed, inserted): (Set<Int>, Set<Int>) = ([], [])
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var (edits, i, j): ([Edit], Int, Int) = ([], 0, 0)
        while i < old.count || j < new.count {
            if i < old.count, removed.contains(i) {
                edits.append(Edit(sign: "-", line: old[i]))
                i += 1
            } else if j < new.count, inserted.contains(j) {
                edits.append(Edit(sign: "+", line: new[j]))
                j += 1
            } else {
                edits.append(Edit(sign: " ", line: old[i]))
                (i, j) = (i + 1, j + 1)
            }
        }
        return edits
    }

    /// The edits with a few lines around them, under heads such as `@@ -3,7 +3,8 @@`.
    private static func hunks(_ edits: [Edit]) -> [String] {
        let changed = edits.indices.filter { edits[$0].sign != " " }
        var ranges: [Range<Int>] = []
        for place in changed {
            let range = max(0, place - context)..<min(edits.count, place + context + 1)
            if let last = ranges.last, range.lowerBound <= last.upperBound {
                ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
            } else {
                ranges.append(range)
            }
        }
        var (text, old, new, next): ([String], Int, Int, Int) = ([], 1, 1, 0)
        for range in ranges {
            // Lines between hunks are the same in both.
            (old, new) = (old + range.lowerBound - next, new + range.lowerBound - next)
            let hunk = edits[range]
            let (oldCount, newCount) = (hunk.count { $0.sign != "+" }, hunk.count { $0.sign != "-" })
            let (oldStart, newStart) = (oldCount == 0 ? old - 1 : old, newCount == 0 ? new - 1 : new)
            text.append("@@ -\(oldStart),\(oldCount) +\(newStart),\(newCount) @@")
            text += hunk.map { String($0.sign) + $0.line }
            (old, new, next) = (old + oldCount, new + newCount, range.upperBound)
        }
        return text
    }
}
