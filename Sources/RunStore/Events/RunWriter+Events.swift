import JSON
import Rollouts

extension RunWriter {
    /// What is kept for TensorBoard between two calls.
    struct Events: Sendable {
        var log: EventLog
        var hasParameters = false
        /// One solved and one unsolved episode of the last update, by tag, unless they are told of already.
        var waiting: [(tag: String, episode: RecordedEpisode)] = []
        var hasTranscript = false
    }

    /// The events, begun now if they were not.
    private func beginEvents(_ state: inout State) throws {
        if state.events == nil {
            state.events = Events(
                log: try EventLog(folder: folder, time: state.info.resumed.last ?? state.info.started))
        }
    }

    /// Notes the parameters, once they are known: TensorBoard keeps the first that it is told of.
    func noteParameters(_ state: inout State, at now: Timestamp) throws {
        try beginEvents(&state)
        guard state.events?.hasParameters == false else { return }
        let source = try Files.read(folder + "/source/" + Files.lastComponent(state.info.script), limit: 64 << 20)
        let start = HyperparameterSession.start(state.info, source: String(decoding: source, as: UTF8.self))
        state.events?.log.log(parameters: start, at: now)
        state.events?.hasParameters = true
    }

    /// Notes the numbers of a step.
    func noteStep(
        _ step: Int, _ values: JSONObject, time: JSONObject, elapsed: Double, at now: Timestamp, _ state: inout State
    ) throws {
        // What a resumed script writes once more was told of.
        if state.followed != nil { return }
        try beginEvents(&state)
        if state.events?.log.log(step: step, values, time: time, elapsed: elapsed, at: now) == true {
            try flushEvents(&state)
        }
    }

    /// Notes an update's first solved and first unsolved episode: those of the first update, of every power of two, and,
    /// at the end, of the last.
    func noteTranscripts(_ episodes: [RecordedEpisode], _ state: inout State) throws {
        guard case .update(let number, let trainer) = episodes.first?.origin else { return }
        let prefix = trainer.map { $0 + "/" } ?? ""
        try beginEvents(&state)
        state.events?.waiting = [true, false].compactMap { solved in
            episodes.first { $0.episode.solved == solved }.map {
                (tag: prefix + (solved ? "episodes/solved" : "episodes/unsolved"), episode: $0)
            }
        }
        if number & (number - 1) == 0 || state.events?.hasTranscript == false { addTranscripts(&state, at: clock()) }
    }

    private func addTranscripts(_ state: inout State, at now: Timestamp) {
        for (tag, episode) in state.events?.waiting ?? [] {
            guard case .update(let number, _) = episode.origin else { continue }
            state.events?.log.log(tag, markdown: Transcript.markdown(episode), step: number, at: now)
            state.events?.hasTranscript = true
        }
        state.events?.waiting = []
    }

    /// Notes how the run ended, and writes all that waits.
    func endEvents(_ status: RunStatus, _ state: inout State, at now: Timestamp) throws {
        try noteParameters(&state, at: now)
        addTranscripts(&state, at: now)
        state.events?.log.end(HyperparameterSession.end(status, time: now), at: now)
        try flushEvents(&state)
    }

    /// Writes what waits. Where that fails it waits on.
    func flushEvents(_ state: inout State) throws {
        guard let log = state.events?.log, !log.pending.isEmpty else { return }
        try append(log.pending, to: log.name, &state)
        state.events?.log.forgetPending()
    }
}
