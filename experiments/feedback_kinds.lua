-- What must feedback say to be worth something: the truth, all of it, or only that the program failed?
--
--   scripts/assay sweep experiments/feedback_kinds.lua
--
-- The policy trains on a kind of feedback and is tested with it. Expect only kinds that show what was expected to help.
sweep {
  reference = "execution",
  arms = {
    all_tests   = { feedback = "all tests" },    -- what execution says, and every other public test
    no_expected = { feedback = "no expected" },  -- what came, not what should have come
    verdict     = { feedback = "verdict" },
    wrong       = { feedback = "wrong" },        -- a made-up expected output
    random      = { feedback = "random" },       -- what a program for another problem earned
    none        = { feedback = "none" },
  },
  seeds = 3,
}
local kinds = { "execution", "all tests", "no expected", "verdict", "wrong", "random", "none" }
local p = run.params {
  feedback = { "execution", "what the policy is told after a failure", choices = kinds },
  updates  = { 100, "updates of the policy" },
  episodes = { 96, "episodes of an update" },
  problems = { 300, "held-out problems to evaluate on" },
}
local problems = dataset.minicontests { test = p.problems }
local python   = executor.python { cpu_seconds = 1, memory_mb = 256 }
local policy   = model.load "minicoder"
local told     = require "modules.feedback"
told.problems  = problems

local env = environment.code { problems = problems.train, executor = python, feedback = told[p.feedback] or p.feedback }
local ppo = trainer.ppo { policy = policy, environment = env, episodes = p.episodes }
for update in ppo:updates(p.updates) do run.log(update) end

local results = "held-out problems"
run.table(results, { "trained", "tested", "budget", "n", "1@1", "1@2", "1@3", "1@5", "1@10", "solved", "solved 95%", "repeats" })
local function test(turns, kind, name)
  local rates = environment.evaluate {
    policy = policy, problems = problems.test, executor = python, turns = turns, feedback = told[kind] or kind, name = name }
  run.row(results, { trained = p.feedback, tested = kind, budget = turns }, rates)
  return rates.solved
end
local solved = test(3, p.feedback, "held-out")
-- The policy of the paper, told something else when it is tested; the others, told the truth.
for _, kind in ipairs(p.feedback == "execution" and kinds or { p.feedback, "execution" }) do
  test(10, kind, kind == p.feedback and "held-out, 10 turns" or "held-out, 10 turns, " .. kind)
end
return { solve_rate = solved }
