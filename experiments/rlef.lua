-- Train a small policy by RLEF and measure it on problems of kinds it never saw.
--
--   scripts/assay run experiments/rlef.lua
--
-- Expect 1@3 at temperature 1 to rise from about 0.25 to about 0.68, and random feedback to be worth little.
local p = run.params {
  updates  = { 180, "updates of the policy" },
  episodes = { 96, "episodes of an update" },
  turns    = { 3, "most programs for one problem" },
  feedback = { "execution", "what the policy is told while it trains", choices = { "execution", "random", "none" } },
  kl       = { 0.05, "penalty on leaving the base policy" },
  problems = { 500, "held-out problems to evaluate on" },
}

local problems = dataset.minicontests { test = p.problems }
local python   = executor.python { cpu_seconds = 1, memory_mb = 256 }
local policy   = model.load "minicoder"
local base     = policy:copy()

-- %% Train
local env = environment.code {
  problems = problems.train, executor = python, turns = p.turns, feedback = p.feedback,
  reward = { pass = 1, fail = -1, invalid = -0.2 },
}
local ppo = trainer.ppo { policy = policy, environment = env, episodes = p.episodes, kl = p.kl }
local updates, solved = {}, {}
for update in ppo:updates(p.updates) do
  run.log(update)
  updates[#updates + 1], solved[#solved + 1] = update.step, update.solve_rate
end
run.plot { "solve rate while training", x = updates, y = solved, x_label = "update", y_label = "solved" }
policy:save "rlef"

-- %% Evaluate on problems of kinds never trained on
local results = "held-out problems"
run.table(results, {
  "policy", "temperature", "feedback", "n", "1@1", "1@2", "1@3", "1@3 95%", "independent 1@3", "independent 1@3 95%", "invalid",
})
for _, temperature in ipairs { 1, 0.2 } do
  for _, feedback in ipairs { "execution", "random" } do
    for _, who in ipairs { { "base", base }, { "RLEF", policy } } do
      local name = string.format("%s, temperature %g, %s feedback", who[1], temperature, feedback)
      local rates = environment.evaluate {
        policy = who[2], problems = problems.test, executor = python, turns = 3, feedback = feedback,
        temperature = temperature, independent = feedback == "execution" and 3 or 0, name = name,
      }
      run.row(results, { policy = who[1], temperature = temperature, feedback = feedback }, rates)
    end
  end
end
