-- Should the penalty on leaving the base policy stand in the reward, as in the paper, or in the loss, as in GRPO?
--
--   scripts/assay sweep experiments/kl_place.lua
--
-- In the loss it is a mean over tokens of an estimate that is never negative, with a gradient of its own. Expect the same weight to hold
-- the policy much closer there, and a tenth of it to do what it does in the reward.
sweep {
  reference = "reward",
  base = { kl = 0.5 },
  arms = { loss = { place = "loss" }, loss_0_05 = { place = "loss", kl = 0.05 } },
  seeds = 3,
}
local p = run.params {
  place    = { "reward", "where the penalty stands", choices = { "reward", "loss" } },
  kl       = { 0.5, "its weight" },
  updates  = { 100, "updates of the policy" },
  episodes = { 96, "episodes of an update" },
  problems = { 300, "held-out problems to evaluate on" },
}
local problems = dataset.minicontests { test = p.problems }
local python   = executor.python { cpu_seconds = 1, memory_mb = 256 }
local policy   = model.load "minicoder"
local env = environment.code { problems = problems.train, executor = python }
local ppo = trainer.ppo { policy = policy, environment = env, episodes = p.episodes, kl = p.kl, kl_in = p.place }
local kl
for update in ppo:updates(p.updates) do
  run.log(update)
  kl = update.kl
end

local rates = environment.evaluate { policy = policy, problems = problems.test, executor = python, name = "held-out" }
run.table("held-out problems", { "place", "kl", "n", "1@1", "1@2", "1@3", "1@3 95%", "invalid", "invalid 95%" })
run.row("held-out problems", { place = p.place, kl = p.kl }, rates)
return { solve_rate = rates.solved, divergence = kl }
