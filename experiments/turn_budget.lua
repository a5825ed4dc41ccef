-- Does a larger turn budget help, and does it need true feedback?
--
--   scripts/assay run experiments/turn_budget.lua feedback=random
--
-- Expect the solve rate to grow past the three turns of training with true feedback, and to stay near the base's without.
local p = run.params {
  turns    = { 3, "most programs the policy may submit for one problem" },
  feedback = { "execution", "what the policy is told after a failure", choices = { "execution", "random", "none" } },
  updates  = { 120, "updates of the policy" },
  problems = { 500, "held-out problems to evaluate on" },
}

-- %% Train
local problems = dataset.minicontests { test = p.problems }
local python   = executor.python { cpu_seconds = 1, memory_mb = 256 }
local policy   = model.load "minicoder"
local env      = environment.code {
  problems = problems.train, executor = python, turns = p.turns, feedback = p.feedback,
  reward = { pass = 1.0, fail = -1.0, invalid = -0.2 },
}
local ppo = trainer.ppo { policy = policy, environment = env, kl = 0.05 }
for update in ppo:updates(p.updates) do run.log(update) end

-- %% Evaluate on kinds of problems never trained on
local results = "solve rate by turn budget"
run.table(results, { "budget", "n", "solved", "solved 95%", "turns" })
for _, turns in ipairs { 1, 2, 3, 5, 10 } do
  run.row(results, { budget = turns }, environment.evaluate {
    policy = policy, problems = problems.test, executor = python, turns = turns, feedback = p.feedback })
end
