-- How much do results vary between training seeds, and how much only because sampling is random?
--
--   scripts/assay sweep experiments/seed_variance.lua
--
-- Each policy is measured four times on the same problems. Expect about as much between seeds as between measurements of one.
sweep { seeds = 8 }
local p = run.params {
  updates  = { 100, "updates of the policy" },
  episodes = { 96, "episodes of an update" },
  problems = { 300, "held-out problems to evaluate on" },
}
local problems = dataset.minicontests { test = p.problems }
local python   = executor.python { cpu_seconds = 1, memory_mb = 256 }
local policy   = model.load "minicoder"
local env = environment.code { problems = problems.train, executor = python }
local ppo = trainer.ppo { policy = policy, environment = env, episodes = p.episodes }
for update in ppo:updates(p.updates) do run.log(update) end

local sum, squares, measurements, results = 0, 0, 4, "held-out problems"
run.table(results, { "measurement", "n", "1@1", "1@2", "1@3", "1@3 95%" })
for i = 1, measurements do
  local rates = environment.evaluate {
    policy = policy, problems = problems.test, executor = python, seed = 1000 + i,
    name = i == 1 and "held-out" or "held-out, measurement " .. i }
  run.row(results, { measurement = i }, rates)
  sum, squares = sum + rates.solved, squares + rates.solved ^ 2
end
local mean = sum / measurements
return { solve_rate = mean, measuring = ((squares - measurements * mean ^ 2) / (measurements - 1)) ^ 0.5 }
