-- Does RLEF beat the policy that it starts from, and beat imitating that policy's own successes (rejection sampling)?
--
--   scripts/assay sweep experiments/imitation.lua
--
-- RLEF and imitation play as many episodes. Expect RLEF ahead of all at temperature 1, and imitation ahead of the base.
sweep {
  reference = "RLEF",
  arms = {
    base     = { method = "none" },
    SFT      = { method = "imitate" },
    SFT_last = { method = "imitate last" },
  },
  seeds = 5,
}
local p = run.params {
  method   = { "RLEF", "imitate: all answers of solved episodes; imitate last: the right ones alone",
               choices = { "RLEF", "imitate", "imitate last", "none" } },
  updates  = { 100, "updates of RLEF" },
  episodes = { 96, "episodes of an update; imitation plays updates times as many at once" },
  passes   = { 2, "how often imitation sees an episode" },
  problems = { 300, "held-out problems to evaluate on" },
}
local updates, episodes, passes = p.updates, p.episodes, p.passes
local problems = dataset.minicontests { test = p.problems }
local python   = executor.python { cpu_seconds = 1, memory_mb = 256 }
local policy   = model.load "minicoder"
local env      = environment.code { problems = problems.train, executor = python }

if p.method == "RLEF" then
  local ppo = trainer.ppo { policy = policy, environment = env, episodes = episodes }
  for update in ppo:updates(updates) do run.log(update) end
elseif p.method ~= "none" then
  local sft = trainer.sft {
    policy = policy, episodes = env:play { policy = policy, count = updates * episodes },
    keep = function(episode) return episode.solved end, only_last = p.method == "imitate last" }
  for _ = 1, passes do
    for step in sft:pass { learning_rate = 5e-4 } do run.log(step) end
  end
end

local results = "held-out problems"
run.table(results, { "method", "temperature", "n", "1@1", "1@2", "1@3", "1@3 95%", "invalid", "repeats" })
local function test(temperature, name)
  local rates = environment.evaluate {
    policy = policy, problems = problems.test, executor = python, temperature = temperature, name = name }
  run.row(results, { method = p.method, temperature = temperature }, rates)
  return rates.solved
end
return { solve_rate = test(1, "held-out"), cold = test(0.2, "held-out, temperature 0.2") }
