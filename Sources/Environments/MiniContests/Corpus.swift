internal import Rollouts

extension MiniContests {
    /// Supervised conversations, each a function of the seed and its index, so that they can be written in parallel.
    package struct Corpus: Sendable {
        package let recipe: Recipe
        package let seed: UInt64
        private let compositions: [Composition]

        init(recipe: Recipe, seed: UInt64) {
            (self.recipe, self.seed) = (recipe, seed)
            compositions = recipe.split.compositions
        }

        /// How many conversations the recipe asks for. Higher indices are good too.
        package var count: Int { recipe.conversations }

        /// The conversation at `index`.
        package func conversation(at index: Int) -> Conversation {
            var random = RandomKey(seed: seed, purpose: .corpus, update: recipe.stream, episode: index).stream()
            let draft = Draft(compositions: compositions, convention: 0, using: &random)
            let problem = draft.problem(named: "minicontests/corpus/\(index)")
            let template = Template()
            var exchanges: [Conversation.Exchange] = []
            var message = template.opening(problem)
            var previous: Reading?
            for turn in 1...recipe.turns {
                let (reading, isDemonstration) = next(after: previous, truth: draft.reading, using: &random)
                previous = reading
                let (source, judgement) = write(reading.program, for: problem, using: &random)
                exchanges.append(.init(user: message, program: source, isDemonstration: isDemonstration))
                if judgement?.verdict == .accepted { break }
                message = template.feedback(
                    on: Attempt(problem: problem, turn: turn, program: source, judgement: judgement))
            }
            return Conversation(exchanges: exchanges)
        }

        /// The reading that the next program follows, and whether it demonstrates how to use the feedback.
        private func next(
            after previous: Reading?, truth: Reading, using random: inout RandomStream
        ) -> (Reading, isDemonstration: Bool) {
            guard let previous else { return (guess(truth.parts, using: &random), false) }
            if random.uniform() < recipe.demonstrations {
                if random.uniform() < recipe.partialRepairs, previous.parts == truth.parts {
                    return (repairingOne(of: previous, truth: truth, using: &random), true)
                }
                return (truth, true)
            }
            if random.uniform() < recipe.repeats { return (previous, false) }
            return (guess(truth.parts, using: &random), false)
        }

        /// A plausible reading that heeds no feedback: alternatives at random, now and then another part.
        private func guess(_ parts: [Int], using random: inout RandomStream) -> Reading {
            var parts = parts
            if random.uniform() < recipe.slips {
                let kind = random.below(parts.count)
                parts[kind] = random.below(Part.kinds[kind].count)
            }
            return Reading(parts: parts, using: &random)
        }

        /// The previous reading with one of its wrong parts put right; the truth when no more than one was wrong.
        private func repairingOne(
            of previous: Reading, truth: Reading, using random: inout RandomStream
        ) -> Reading {
            let wrong = truth.parts.indices.filter { previous.alternatives[$0] != truth.alternatives[$0] }
            guard wrong.count > 1 else { return truth }
            var repaired = previous
            let kind = wrong[random.below(wrong.count)]
            repaired.alternatives[kind] = truth.alternatives[kind]
            return repaired
        }

        /// The text of a program, now and then spoiled, and what the public tests say of it (nil: it does not parse).
        private func write(
            _ program: Program, for problem: Problem, using random: inout RandomStream
        ) -> (source: String, judgement: Judgement?) {
            let fate = random.uniform()
            if fate < recipe.breaks { return (BrokenProgram.source(of: program, using: &random), nil) }
            var program = program
            if fate < recipe.breaks + recipe.undefinedNames { program.undefinedName = "b" }
            return (program.source, program.judgement(on: problem.publicTests))
        }
    }
}
