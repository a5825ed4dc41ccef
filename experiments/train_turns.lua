-- How many turns are worth training with, and do more turns at test time help than training had?
--
--   scripts/assay sweep experiments/train_turns.lua
--
-- Read across for the turns at test time (1@1 to 1@10), down for those of training. Expect rates to grow to the right.
sweep { grid = { train_turns = { 1, 2, 3, 5 } }, seeds = 3 }
local p = run.params {
  train_turns = { 3, "most programs for one problem in training", integer = true },
  updates     = { 100, "updates of the policy" },
  episodes    = { 96, "episodes of an update" },
  problems    = { 300, "held-out problems to evaluate on" },
}
local problems = dataset.minicontests { test = p.problems }
local python   = executor.python { cpu_seconds = 1, memory_mb = 256 }
local policy   = model.load "minicoder"
local env = environment.code { problems = problems.train, executor = python, turns = p.train_turns }
local ppo = trainer.ppo { policy = policy, environment = env, episodes = p.episodes }
for update in ppo:updates(p.updates) do run.log(update) end

local result, results = {}, "held-out problems"
run.table(results, { "trained", "budget", "n", "solved", "solved 95%", "invalid", "repeats", "turns" })
for _, turns in ipairs { 1, 2, 3, 5, 10 } do
  local name = turns == 3 and "held-out" or string.format("held-out, %d turn%s", turns, turns > 1 and "s" or "")
  local rates = environment.evaluate {
    policy = policy, problems = problems.test, executor = python, turns = turns, name = name }
  run.row(results, { trained = p.train_turns, budget = turns }, rates)
  result["1@" .. turns] = rates.solved
end
result.solve_rate = result["1@3"]
return result
