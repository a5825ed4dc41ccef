-- Does a penalty for answers without valid code keep them away, and what does it cost?
--
--   scripts/assay sweep experiments/invalid_penalty.lua
--
-- Expect fewer invalid answers with the penalty than without, and little change in problems solved.
sweep { reference = "penalty_0_2", arms = { no_penalty = { penalty = 0 }, penalty_1 = { penalty = 1 } }, seeds = 3 }
local p = run.params {
  penalty  = { 0.2, "taken off for each answer without valid code" },
  updates  = { 100, "updates of the policy" },
  episodes = { 96, "episodes of an update" },
  problems = { 300, "held-out problems to evaluate on" },
}
local problems = dataset.minicontests { test = p.problems }
local python   = executor.python { cpu_seconds = 1, memory_mb = 256 }
local policy   = model.load "minicoder"
local env = environment.code { problems = problems.train, executor = python, reward = { invalid = -p.penalty } }
local ppo = trainer.ppo { policy = policy, environment = env, episodes = p.episodes }
local invalid = 0
for update in ppo:updates(p.updates) do
  run.log(update)
  invalid = invalid + update.invalid_rate / p.updates
end

local rates = environment.evaluate {
  policy = policy, problems = problems.test, executor = python, samples = 3, name = "held-out" }
run.table("held-out problems", { "penalty", "n", "1@1", "1@2", "1@3", "1@3 95%", "invalid", "invalid 95%", "repeats" })
run.row("held-out problems", { penalty = p.penalty }, rates)
return { solve_rate = rates.solved, invalid = rates.invalid, invalid_in_training = invalid }
