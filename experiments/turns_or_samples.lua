-- At the same number of programs, are several turns with feedback worth more than independent samples?
--
--   scripts/assay sweep experiments/turns_or_samples.lua
--
-- Both ways write up to 99 programs a problem; `assay analyze RUN` draws n@k of both, such as 10@100. Expect turns far ahead for RLEF at
-- small budgets, and hardly for the others.
sweep {
  reference = "RLEF",
  arms = { base = { policy = "base" }, single_turn = { policy = "single turn" } },
  seeds = 3,
}
local p = run.params {
  policy   = { "RLEF", "who writes the programs", choices = { "RLEF", "single turn", "base" } },
  updates  = { 100, "updates of the policy" },
  episodes = { 96, "episodes of an update, of three turns" },
  singles  = { 224, "episodes of an update, of one turn: about as many programs" },
  samples  = { 33, "conversations a problem", integer = true },
  problems = { 300, "held-out problems to evaluate on" },
}
local problems = dataset.minicontests { test = p.problems }
local python   = executor.python { cpu_seconds = 1, memory_mb = 256 }
local policy   = model.load "minicoder"
local single   = p.policy == "single turn"
local updates, episodes = p.updates, ({ p.episodes, p.singles })[single and 2 or 1]
if p.policy ~= "base" then
  local env = environment.code {
    problems = problems.train, executor = python, turns = single and 1 or 3, reward = { invalid = single and 0 or -0.2 } }
  local ppo = trainer.ppo { policy = policy, environment = env, episodes = episodes }
  for update in ppo:updates(updates) do run.log(update) end
end

-- Conversations of three turns, and beside them as many programs that see no feedback.
local results = "held-out problems"
run.table(results, {
  "policy", "n", "1@1", "1@3", "1@3 95%", "independent 1@3", "independent 1@3 95%", "independent 1@9", "independent 1@99" })
local rates = environment.evaluate {
  policy = policy, problems = problems.test, executor = python, name = "held-out",
  samples = p.samples, independent = 3 * p.samples }
run.row(results, { policy = p.policy }, rates)
return { solve_rate = rates["1@3"], independent = rates["independent 1@3"] }
