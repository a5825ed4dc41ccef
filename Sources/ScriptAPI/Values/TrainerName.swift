internal import LuaHost

/// Names under which a record keeps what calls leave behind, such as evaluations: each is taken once.
struct TakenNames {
    private var taken: Set<String> = []

    /// `wanted`, or `wanted 2`, `wanted 3`, … where that is taken.
    mutating func take(_ wanted: String) -> String {
        var name = wanted, number = 1
        while !taken.insert(name).inserted {
            number += 1
            name = "\(wanted) \(number)"
        }
        return name
    }
}

/// What the record calls a trainer, and by which its series and episodes are told from those of another.
struct TrainerName {
    let name: String
    /// Whether the metrics have names of their own, as those of a script with one trainer.
    let isPlain: Bool

    /// What an episode's origin says; nil where the number of the update says enough.
    var origin: String? { isPlain ? nil : name }

    /// A table of metrics that `run.log` gives the trainer's name.
    func labelled(_ metrics: LuaTable) -> LuaData {
        guard !isPlain else { return metrics.luaData }
        var metrics = metrics
        metrics["trainer"] = name.luaData
        return metrics.luaData
    }
}

extension Session {
    /// The name of a trainer that a script makes: the one that it was given, or its kind, with a number where it is taken.
    ///
    /// The series of the script's first trainer without a name of its own are called `reward`, `kl`; those of others `ppo 2/reward`.
    func trainerName(_ given: String?, kind: String) throws(LuaMismatch) -> TrainerName {
        if let given {
            let isName =
                !given.isEmpty && given.utf8.count <= 100
                && given.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "/" && $0.value != 0x7F }
            guard isName else {
                throw LuaMismatch(
                    "'name' begins the names of series: it must have 1 to 100 bytes without slashes and control characters, not \(given.luaData.description)"
                )
            }
        }
        let isPlain = given == nil && !hasPlainTrainer
        if isPlain { hasPlainTrainer = true }
        return TrainerName(name: trainerNames.take(given ?? kind), isPlain: isPlain)
    }
}
