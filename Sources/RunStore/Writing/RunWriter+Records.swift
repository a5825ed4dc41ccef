import Disk
package import JSON
package import Rollouts
package import Rendering

extension RunWriter {
    /// Records one step of the series in `metrics.jsonl`: `step` first, then `values` in their order, then `time`.
    ///
    /// Everything that a clock had a part in belongs in `time`: two runs with the same seed differ there and nowhere else.
    ///
    /// - Returns: the number of the line, from 1.
    @discardableResult
    package func log(step: Int, _ values: JSONObject, time: JSONObject = [:]) throws -> Int {
        if let taken = values.members.first(where: { $0.key == "step" || $0.key == "time" }) {
            throw RunStoreError(
                .badName, "a metric cannot be called \"\(taken.key)\": the record keeps that name for itself")
        }
        return try change { state in
            let now = clock()
            let elapsed = now.seconds(since: state.info.started)
            // Written as it stands: a hundred thousand steps a second would feel an object made for it first.
            state.line.removeAll(keepingCapacity: true)
            state.line += #"{"step":"#.utf8
            JSONValue.int(step).append(to: &state.line)
            values.appendMembers(to: &state.line)
            state.line += #","time":{"elapsed_seconds":"#.utf8
            (time["elapsed_seconds"] ?? .number(elapsed)).append(to: &state.line)
            time.appendMembers(to: &state.line, except: "elapsed_seconds")
            state.line += "}}\n".utf8
            try append(state.line, to: "metrics.jsonl", &state)
            try noteStep(step, values, time: time, elapsed: elapsed, at: now, &state)
            state.metricCount += 1
            return state.metricCount
        }
    }

    /// Adds a row to a table, which begins with its first row.
    ///
    /// - Returns: the number of the row, from 1.
    @discardableResult
    package func row(table name: String, _ row: JSONObject) throws -> Int {
        try RecordName.check(name, what: "table")
        return try change { state in
            if state.rowCounts.isEmpty, state.followed == nil { try Files.makeFolders(folder + "/tables") }
            let number = state.rowCounts[name, default: 0]
            try append(row, to: "tables/\(name).jsonl", &state)
            state.rowCounts[name] = number + 1
            if !state.cell.tables.contains(name) {
                try event(["table": .string(name), "first_row": .int(number)], &state)
                state.cell.tables.insert(name)
            }
            return number + 1
        }
    }

    /// Records a figure twice: `plots/NAME.svg` for people and `plots/NAME.json` for programs. The same name replaces it.
    package func plot(_ name: String, _ plot: Plot) throws {
        try RecordName.check(name, what: "plot")
        try change { state in
            if state.followed == nil {
                try Files.makeFolders(folder + "/plots")
                try Files.replace(folder + "/plots/\(name).json", with: (plot.json.text + "\n").utf8)
                try Files.replace(folder + "/plots/\(name).svg", with: SVGPlot.render(plot).utf8)
            }
            try event(["plot": .string(name)], &state)
        }
    }

    /// Records a remark in Markdown.
    package func note(_ markdown: String) throws {
        try change { state in
            try append(Array((markdown + "\n\n").utf8), to: "notes.md", &state)
            try event(["note": .string(markdown)], &state)
        }
    }

    /// Records a file of the script's making. The same name replaces it.
    ///
    /// - Returns: where it is.
    @discardableResult
    package func artifact(_ name: String, _ bytes: [UInt8]) throws -> String {
        try RecordName.check(name, what: "artifact")
        let path = folder + "/artifacts/" + name
        try change { state in
            if state.followed == nil {
                try Files.makeFolders(folder + "/artifacts")
                try Files.replace(path, with: bytes)
            }
            try event(["artifact": .string(name)], &state)
        }
        return path
    }

    /// More characters of one print are another event.
    private static let longestPrint = 1 << 18

    /// Records what the script printed, line ends included.
    package func print(_ text: String) throws {
        try change { state in
            try append(Array(text.utf8), to: "console.log", &state)
            // A long text is several events, which readers put together again: no line is longer than they take.
            var rest = text[...]
            while rest.utf8.count > 4 * Self.longestPrint {
                try event(["print": .string(String(rest.prefix(Self.longestPrint)))], &state)
                rest = rest.dropFirst(Self.longestPrint)
            }
            try event(["print": .string(String(rest))], &state)
        }
    }

    /// Records a source file as it ran; `path` is relative to the script's folder, e.g. `lib/rewards.lua`.
    package func source(_ path: String, _ text: String) throws {
        try write(source: path, text.utf8)
        try update { info in
            let file = RunInfo.SourceFile(path: path, text: text)
            if let place = info.sources.firstIndex(where: { $0.path == path }) {
                info.sources[place] = file
            } else {
                info.sources.append(file)
            }
        }
    }

    /// Records a file that tells of the source, such as a diff; it is none of the script's.
    package func source(_ path: String, bytes: [UInt8]) throws { try write(source: path, bytes) }

    /// Writes the file alone.
    func write(source path: String, _ bytes: some Sequence<UInt8>) throws {
        try RecordName.check(path: path, what: "source file")
        try change { state in
            // A resumed run reads its sources from here.
            guard state.followed == nil else { return }
            let whole = folder + "/source/" + path
            try Files.makeFolders(Disk.parent(of: whole))
            try Files.replace(whole, with: bytes)
        }
    }

    /// Notes the settings of an environment that episodes come from.
    ///
    /// - Returns: its number in the record; the same settings have the same.
    package func environment(_ settings: JSONObject) throws -> Int {
        try change { state in
            if let index = state.info.environments.firstIndex(of: settings) { return index + 1 }
            state.info.environments.append(settings)
            if state.followed == nil { try save(state.info) }
            return state.info.environments.count
        }
    }

    /// Records episodes and where they came from, as one batch that is there whole or not at all.
    ///
    /// - Parameter environment: The number of their environment, see `environment(_:)`.
    /// - Returns: the place of the first of them among all episodes of the run, from 1.
    @discardableResult
    package func episodes(
        _ episodes: [Episode], origin: EpisodeOrigin, environment: Int? = nil
    ) throws -> Int {
        try change { state in
            let place = state.episodeCounts.values.reduce(1, +)
            let first = state.episodeCounts[origin, default: 0] + 1
            let recorded = episodes.enumerated().map { offset, episode in
                RecordedEpisode(origin: origin, index: first + offset, episode: episode, environment: environment)
            }
            let bytes = try EpisodeBatch.encode(recorded[...])
            guard !bytes.isEmpty else { return place }
            try append(bytes, to: "episodes.jsonl.zst", &state)
            state.episodeCounts[origin] = first - 1 + episodes.count
            try noteTranscripts(recorded, &state)
            return place
        }
    }

    /// Records a checkpoint, a folder that `save` fills: it is there whole or not at all.
    ///
    /// - Returns: where it is.
    @discardableResult
    package func checkpoint(_ name: String, save: (_ folder: String) throws -> Void) throws -> String {
        try RecordName.check(name, what: "checkpoint")
        let path = folder + "/checkpoints/" + name
        if isFollowing { return path }
        // A save that was killed may have left files of its own there.
        try Files.remove(folder: path + ".partial")
        try Files.makeFolders(path + ".partial")
        try save(path + ".partial")
        try Files.move(folder: path + ".partial", to: path)
        return path
    }
}
