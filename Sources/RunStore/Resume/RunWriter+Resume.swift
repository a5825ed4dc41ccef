package import JSON
import Synchronization

extension RunWriter {
    /// From here on what is written is compared with what the record has, up to `point`: the record stays as it is.
    package func follow(to point: RestartPoint?) {
        state.withLock { state in
            state.followed = FollowedRecord(folder: folder, sizes: point?.sizes ?? [:])
            state.callCount = point?.calls ?? 0
        }
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

    /// Makes this moment the run's restart point, in place of the one before.
    ///
    /// - Parameters:
    ///   - calls: how many calls have ended.
    ///   - host: what the host must know again.
    ///   - save: fills the folder it is given with the state of the script's objects, and brings it to the disk.
    /// - Throws: `RestartPointFailure` when there is no room for the point: the record is well, and so is the point before.
    package func restartPoint(calls: Int, host: JSONObject, save: (_ folder: String) throws -> Void) throws {
        let place = folder + "/" + RestartPoint.place
        let final = place + "/\(calls)", partial = final + ".partial"
        func making(_ body: () throws -> Void) throws {
            do { try body() } catch {
                // Its room may be what the record needs.
                try? Files.remove(folder: partial)
                throw RestartPointFailure(cause: error)
            }
        }
        try making {
            try Files.remove(folder: partial)
            try Files.makeFolders(partial)
            try save(partial)
        }
        try change { state in
            // What the point counts on must be on the disk before it.
            for file in state.files.values { try file.synchronize() }
            var sizes: [String: Int] = [:]
            for name in try GrowingFiles.all(in: folder) { sizes[name] = try Files.size(folder + "/" + name) }
            try making {
                try RestartPoint(folder: partial, calls: calls, sizes: sizes, host: host).write()
                try Files.move(folder: partial, to: final)
            }
        }
        for name in try Files.names(in: place) where Int(name) != nil && name != "\(calls)" {
            try Files.remove(folder: place + "/" + name)
        }
    }

    /// Removes what only a resumed run needs.
    func removeRestartPoint() throws { try Files.remove(folder: folder + "/" + RestartPoint.place) }
}
