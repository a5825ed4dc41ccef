package import JSON
import Synchronization

extension RunWriter {
    /// From here on what is written is compared with what the record has, up to `point`: the record stays as it is.
    package func follow(to point: RestartPoint?) {
        state.withLock { $0.followed = FollowedRecord(folder: folder, sizes: point?.sizes ?? [:]) }
    }

    /// Whether the run runs another one again.
    package var isRerun: Bool { state.withLock { $0.info.rerunOf != nil } }

    /// Ends the going over of what the record has: from here on it grows.
    ///
    /// - Throws: `RunStoreError` when the script did not write all that the record has. The record is then as it was.
    package func goOn() throws {
        try change { state in
            guard let followed = state.followed else { return }
            try followed.cut()
            try Files.removePartial(in: folder)
            for origin in try EpisodeFile(folder + "/" + GrowingFiles.episodes).origins {
                state.episodeCounts[origin.origin] = origin.count
            }
            state.followed = nil
            (state.info.status, state.info.ended, state.info.error) = (.running, nil, nil)
            state.info.resumed.append(clock())
            try save(state.info)
        }
    }

    /// Adds a call to the journal.
    package func journal(_ call: JSONObject) throws {
        try change { state in
            try Files.makeFolders(folder + "/" + RestartPoint.place)
            try append(call, to: GrowingFiles.journal, &state)
        }
    }

    /// Makes this moment the run's restart point, in place of the one before.
    ///
    /// - Parameters:
    ///   - calls: how many calls are in the journal.
    ///   - host: what the host must know again.
    ///   - save: fills the folder it is given with the state of the script's objects, and brings it to the disk.
    package func restartPoint(calls: Int, host: JSONObject, save: (_ folder: String) throws -> Void) throws {
        let place = folder + "/" + RestartPoint.place
        let final = place + "/\(calls)", partial = final + ".partial"
        try Files.remove(folder: partial)
        try Files.makeFolders(partial)
        try save(partial)
        try change { state in
            // What the point counts on must be on the disk before it.
            for file in state.files.values { try file.synchronize() }
            var sizes: [String: Int] = [:]
            for name in try GrowingFiles.all(in: folder) { sizes[name] = try Files.size(folder + "/" + name) }
            try RestartPoint(folder: partial, calls: calls, sizes: sizes, host: host).write()
            try Files.move(folder: partial, to: final)
        }
        for name in try Files.names(in: place) where Int(name) != nil && name != "\(calls)" {
            try Files.remove(folder: place + "/" + name)
        }
    }

    /// Removes what only a resumed run needs.
    func removeRestartPoint() throws { try Files.remove(folder: folder + "/" + RestartPoint.place) }
}

/// The calls of a run's journal that had finished by a restart point.
package struct JournaledCalls {
    /// The calls in their order.
    package let calls: [JSONObject]

    /// - Throws: `RunStoreError` when the journal has fewer.
    package init(of folder: String, upTo point: RestartPoint?) throws {
        guard let point else {
            calls = []
            return
        }
        let path = folder + "/" + GrowingFiles.journal
        let lines = try RecordLines(path)
        guard lines.objects.count >= point.calls else {
            throw RunStoreError(
                .malformed,
                "cannot resume: \(path) has \(lines.objects.count) calls, fewer than the \(point.calls) that had finished; "
                    + "rerun the run instead")
        }
        calls = Array(lines.objects.prefix(point.calls))
    }
}
