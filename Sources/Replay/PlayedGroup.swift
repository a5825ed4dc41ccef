package import JSON
package import Rollouts
internal import RunStore

/// Episodes of a record that were played together.
struct PlayedGroup {
    /// Who played: random feedback comes from earlier programs of the same.
    enum Player: Hashable {
        /// By the trainer's number, or, in records without calls, by its environment's.
        case trainer(Int)
        case evaluation(String)
        /// `env:play` gives no random feedback, and draws nothing.
        case play(String)
    }

    /// The call that played them; nil in records without calls.
    let call: RecordedCall?
    /// The place of the first among all episodes of the run, from 1.
    let first: Int
    let count: Int
    let origin: EpisodeOrigin
    /// The number of their environment in the record, from 1.
    let environment: Int?

    var player: Player {
        switch origin {
        case .update: .trainer(call?.arguments.first?.int ?? environment ?? 0)
        case .evaluation(let name), .samples(let name, _): .evaluation(name)
        case .play(let name): .play(name)
        }
    }

    /// The random key of the conversation at a place of the group; nil where no call says.
    func key(at place: Int) -> RandomKey? {
        guard var key = RandomKey(noted: call?.inputs["random"]) else { return nil }
        key.episode &+= UInt32(truncatingIfNeeded: place)
        return key
    }

    func episodes(in file: EpisodeFile) throws -> [RecordedEpisode] { try file.episodes(from: first, count: count) }

    /// What was played together in a run, in the order in which it was.
    ///
    /// Records with calls say it; in others, what follows on each other and is of one origin was played together.
    static func groups(of file: EpisodeFile, _ calls: [RecordedCall]) throws -> [PlayedGroup] {
        var starts: [(first: Int, batch: EpisodeBatch)] = [], next = 1
        for batch in file.batches {
            starts.append((next, batch))
            next += batch.count
        }
        if calls.isEmpty {
            return try merged(
                starts.map { start in
                    let environment = try file.episodes(from: start.first, count: 1)[0].environment
                    return PlayedGroup(
                        call: nil, first: start.first, count: start.batch.count, origin: start.batch.origin,
                        environment: environment)
                })
        }
        return calls.compactMap { call in
            guard let episodes = call.episodes,
                let batch = starts.last(where: { $0.first <= episodes.first })?.batch
            else { return nil }
            return PlayedGroup(
                call: call, first: episodes.first, count: episodes.count, origin: batch.origin,
                environment: episodes.environment)
        }
    }

    private static func merged(_ groups: [PlayedGroup]) -> [PlayedGroup] {
        groups.reduce(into: []) { groups, group in
            if let last = groups.last, last.origin == group.origin, last.environment == group.environment {
                groups[groups.count - 1] = PlayedGroup(
                    call: nil, first: last.first, count: last.count + group.count, origin: last.origin,
                    environment: last.environment)
            } else {
                groups.append(group)
            }
        }
    }
}

extension RandomKey {
    /// As calls keep it.
    package var noted: JSONValue {
        [
            "seed": .seed(seed), "purpose": .string("\(purpose)"), "update": .int(Int(update)),
            "episode": .int(Int(episode)),
        ]
    }

    /// Reads what calls keep of a key; nil for anything else.
    init?(noted json: JSONValue?) {
        let purposes: [Purpose] = [.tokens, .evaluation, .play]
        guard let json,
            let seed = json["seed"].flatMap({
                $0.int.flatMap { UInt64(exactly: $0) } ?? $0.string.flatMap { UInt64($0) }
            }), let purpose = purposes.first(where: { "\($0)" == json["purpose"]?.string }),
            let update = json["update"]?.int.flatMap({ UInt32(exactly: $0) })
        else { return nil }
        let episode = json["episode"]?.int.flatMap { UInt32(exactly: $0) } ?? 0
        self.init(seed: seed, purpose: purpose, update: Int(update), episode: Int(episode))
    }
}

extension JSONValue {
    /// A seed, which JSON's readers take for a whole number of 64 bits with a sign: a greater one is a string.
    package static func seed(_ seed: UInt64) -> JSONValue {
        Int(exactly: seed).map { .int($0) } ?? .string(String(seed))
    }
}
