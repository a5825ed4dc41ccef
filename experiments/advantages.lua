-- Which way of crediting a turn learns fastest: the paper's value at turn level, a value at each token, or none?
--
--   scripts/assay sweep experiments/advantages.lua
--
-- group and leave_one_out play four conversations a problem and need no critic. Expect the paper's to be among the best.
sweep {
  reference = "turn_value",
  arms = {
    token_value_0   = { advantage = "token_value", lambda = 0 },
    token_value_0_9 = { advantage = "token_value", lambda = 0.9 },
    token_value_1   = { advantage = "token_value" },
    group           = { advantage = "group", group = 4 },
    leave_one_out   = { advantage = "leave_one_out", group = 4 },
    none            = { advantage = "none" },
  },
  seeds = 3,
}
local p = run.params {
  advantage = { "turn_value", "how a turn is credited",
                choices = { "turn_value", "token_value", "group", "leave_one_out", "none" } },
  lambda    = { 1, "of token_value: 1 sums all that follows" },
  group     = { 1, "conversations about one problem in an update", integer = true },
  updates   = { 100, "updates of the policy" },
  episodes  = { 96, "episodes of an update" },
  problems  = { 300, "held-out problems to evaluate on" },
}
local problems = dataset.minicontests { test = p.problems }
local python   = executor.python { cpu_seconds = 1, memory_mb = 256 }
local policy   = model.load "minicoder"
local env = environment.code { problems = problems.train, executor = python, group = p.group }
local ppo = trainer.ppo {
  policy = policy, environment = env, episodes = p.episodes, advantage = p.advantage, lambda = p.lambda }
for update in ppo:updates(p.updates) do run.log(update) end

local rates = environment.evaluate {
  policy = policy, problems = problems.test, executor = python, name = "held-out" }
run.table("held-out problems", { "advantage", "lambda", "n", "1@1", "1@2", "1@3", "1@3 95%", "invalid", "invalid 95%", "repeats" })
run.row("held-out problems", { advantage = p.advantage, lambda = p.lambda }, rates)
return { solve_rate = rates.solved }
