-- How much does the penalty on leaving the base policy matter?
--
--   scripts/assay sweep experiments/kl_weight.lua
--
-- It stands in the reward, one number a turn, as in the paper. Expect no weight and a small one alike, and a large one to hold learning back.
sweep {
  reference = "kl_0_05",
  arms = { kl_0 = { kl = 0 }, kl_0_5 = { kl = 0.5 }, kl_2 = { kl = 2 } },
  seeds = 3,
}
local p = run.params {
  kl       = { 0.05, "beta, the penalty's weight" },
  updates  = { 100, "updates of the policy" },
  episodes = { 96, "episodes of an update" },
  problems = { 300, "held-out problems to evaluate on" },
}
local problems = dataset.minicontests { test = p.problems }
local python   = executor.python { cpu_seconds = 1, memory_mb = 256 }
local policy   = model.load "minicoder"
local env = environment.code { problems = problems.train, executor = python }
local ppo = trainer.ppo { policy = policy, environment = env, episodes = p.episodes, kl = p.kl }
local kl
for update in ppo:updates(p.updates) do
  run.log(update)
  kl = update.kl
end

local rates = environment.evaluate {
  policy = policy, problems = problems.test, executor = python, name = "held-out" }
run.table("held-out problems", { "kl", "n", "1@1", "1@2", "1@3", "1@3 95%", "invalid", "invalid 95%", "repeats" })
run.row("held-out problems", { kl = p.kl }, rates)
return { solve_rate = rates.solved, divergence = kl }
