package import JSON
import Synchronization

/// Records a run while it happens.
///
/// Each piece is on its way to the disk when the call returns: a process killed at any moment loses nothing it had
/// written. Within a second it is on the disk itself, and a power cut loses no more than that. Safe on any thread; pieces
/// written by several threads come one after the other.
package final class RunWriter: Sendable {
    struct State: Sendable {
        var info: RunInfo
        var files: [String: AppendFile] = [:]
        /// How much of each file is known to be on the disk.
        var synchronized: [String: Int] = [:]
        var heartbeat: Heartbeat?
        /// What the disk refused behind the caller's back.
        var failure: RunStoreError?
        var events: Events?
        /// Memory for the next line.
        var line: [UInt8] = []
        var rowCounts: [String: Int] = [:]
        /// Lines of the metrics, and calls.
        var metricCount = 0
        var callCount = 0
        var episodeCounts: [EpisodeOrigin: Int] = [:]
        var cell = OpenCell()
        var cellCount = 0
        /// What the record has already, while a resumed script writes it once more.
        var followed: FollowedRecord?
        var isFinished = false
    }

    /// Milliseconds between two times that all is brought to the disk: with what that takes, within a second.
    private static let interval = 500

    /// The run's folder.
    package let folder: String
    /// The name of the run's folder.
    package let id: String
    let clock: @Sendable () -> Timestamp
    /// Nil for one that only goes over a record.
    private let lock: RunLock?
    /// Guards every file of the folder: whoever holds it may write.
    let state: Mutex<State>

    /// Begins the record of a run in a new folder of `runs`, which is made when it is missing.
    ///
    /// - Parameters:
    ///   - info: What is run. Its parameters and the like may follow by `update`.
    ///   - source: The script's text.
    ///   - name: The folder's name before the dash; the script's own without it.
    ///   - id: The folder's whole name, in place of one that no other run has.
    ///   - clock: Tells the time, without jumps; tests have one of their own.
    ///   - suffix: What comes after the dash, at least of the given length; tests have one of their own.
    /// - Throws: `RunStoreError` when the folder cannot be written.
    package static func create(
        in runs: String, info: RunInfo, source: String, name: String? = nil, id: String? = nil,
        clock: (@Sendable () -> Timestamp)? = nil,
        suffix: (_ length: Int) -> String = RunNaming.randomSuffix
    ) throws -> RunWriter {
        try Files.makeFolders(runs)
        let id =
            try id.map { try RunNaming.makeFolder(in: runs, called: $0) }
            ?? RunNaming.makeFolder(in: runs, stem: RunNaming.stem(name ?? info.script), suffix: suffix)
        var info = info
        let clock = clock ?? { [steady = SteadyClock()] in steady.now }
        (info.id, info.started, info.status) = (id, clock(), .running)
        let path = Files.lastComponent(info.script)
        info.sources = [.init(path: path, text: source)]
        let writer = try RunWriter(folder: runs + "/" + id, info: info, clock: clock)
        // The source first: where there is a run.json, there is a run that can be resumed.
        try writer.write(source: path, source.utf8)
        try writer.change { try writer.save($0.info) }
        return writer
    }

    private init(folder: String, info: RunInfo, clock: @escaping @Sendable () -> Timestamp) throws {
        (self.folder, self.clock, id) = (folder, clock, info.id)
        lock = try RunLock(folder: folder)
        state = Mutex(State(info: info))
    }

    /// Takes up the record of a run that was killed, failed or was interrupted. `follow` says what happens next.
    ///
    /// - Throws: `RunStoreError` when the run has ended well, or somebody is writing it.
    package init(resuming folder: String) throws {
        let lock = try RunLock(taking: folder)
        self.lock = lock
        let info: RunInfo
        do {
            info = try RunReader(folder: folder).info
            guard info.status != .completed, info.status != .pruned else {
                throw RunStoreError(
                    .finished,
                    "the run \(info.id) has \(info.status == .pruned ? "been stopped by its sweep" : "completed"): there is nothing to resume"
                )
            }
        } catch {
            lock.abandon()
            throw error
        }
        (self.folder, clock, id) = (folder, { [steady = SteadyClock()] in steady.now }, info.id)
        state = Mutex(State(info: info))
    }

    /// Writes nothing: for a script that runs once more on the record of a run, which stays as it is.
    package init(ignoringWritesTo run: RunReader) {
        (folder, clock, id, lock) = (run.folder, { [steady = SteadyClock()] in steady.now }, run.info.id, nil)
        state = Mutex(State(info: run.info, followed: FollowedRecord(ignoringWrites: run.folder)))
    }

    deinit {
        state.withLock { $0.heartbeat }?.stop()
        state.withLock { state in
            for file in state.files.values { file.close() }
            if !state.isFinished { lock?.abandon() }
        }
    }

    /// What `run.json` says of where numbers come from, so far.
    package var provenance: JSONObject { state.withLock { $0.info.provenance } }

    /// Changes what `run.json` says, e.g. once the parameters are known.
    package func update(_ body: (inout RunInfo) throws -> Void) throws {
        try change { state in
            try body(&state.info)
            guard state.followed == nil else { return }
            try save(state.info)
            if !state.info.parameters.isEmpty { try noteParameters(&state, at: state.info.started) }
        }
    }

    /// Ends the record. A second end is ignored.
    ///
    /// - Parameters:
    ///   - status: How it ended.
    ///   - error: What the user was told, if it failed.
    package func finish(_ status: RunStatus, error: String? = nil) throws {
        let heartbeat = try state.withLock { state -> Heartbeat? in
            guard !state.isFinished else { return nil }
            try closeCell(&state)
            let now = clock()
            try endEvents(status, &state, at: now)
            // The files first: once run.json says that it ended, everything else is on the disk.
            if let failure = state.failure { throw failure }
            for file in state.files.values { try file.synchronize() }
            (state.info.status, state.info.error, state.info.ended) = (status, error, now)
            try save(state.info)
            state.isFinished = true
            if status == .completed || status == .pruned { try removeRestartPoint() }
            lock?.release()
            defer { state.heartbeat = nil }
            return state.heartbeat
        }
        heartbeat?.stop()
    }

    /// Whether what is written is compared with what the record has, not added to it.
    package var isFollowing: Bool { state.withLock { $0.followed != nil } }

    /// Calls `body` with sole access to the folder.
    func change<Result: Sendable>(_ body: (inout State) throws -> Result) throws -> Result {
        try state.withLock { state in
            guard !state.isFinished else {
                throw RunStoreError(.finished, "the run \(id) has ended: nothing more can be recorded in it")
            }
            if let failure = state.failure {
                state.failure = nil
                throw failure
            }
            return try body(&state)
        }
    }

    /// Appends to the file `name` of the folder, or goes over what it has.
    ///
    /// - Throws: `RunStoreError`, also for a line that no reader would take.
    func append(_ bytes: [UInt8], to name: String, _ state: inout State) throws {
        if name.hasSuffix(".jsonl") { try RecordLimits.check(line: bytes, of: name) }
        if state.followed != nil {
            try state.followed?.expect(bytes, in: name)
            return
        }
        if state.files[name] == nil {
            state.files[name] = try AppendFile(folder + "/" + name)
            if state.heartbeat == nil {
                state.heartbeat = try Heartbeat(milliseconds: Self.interval) { [weak self] in self?.synchronize() }
            }
        }
        try state.files[name]?.append(bytes)
    }

    /// Appends `object` as a line to the file `name` of the folder.
    func append(_ object: JSONObject, to name: String, _ state: inout State) throws {
        var line = JSONValue.object(object).encoded()
        line.append(UInt8(ascii: "\n"))
        try append(line, to: name, &state)
    }

    /// Brings what was appended to the disk itself, while others go on appending.
    private func synchronize() {
        let files = state.withLock { state -> [AppendFile] in
            guard !state.isFinished else { return [] }
            // Where there is no room, the next piece that is written, or the end, says so.
            try? flushEvents(&state)
            let changed = state.files.filter { state.synchronized[$0] != $1.end }
            for (name, file) in changed { state.synchronized[name] = file.end }
            return Array(changed.values)
        }
        for file in files {
            do { try file.synchronize() } catch { state.withLock { $0.failure = error } }
        }
    }

    func save(_ info: RunInfo) throws {
        try Files.replace(folder + "/run.json", with: (JSONValue.object(info.json).prettyText + "\n").utf8)
    }
}
