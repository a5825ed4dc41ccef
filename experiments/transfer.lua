-- Does the gain carry over to compositions, and to operations, that RL never trained on?
--
--   scripts/assay sweep experiments/transfer.lua
--
-- fewer_operations trains without `leave_out`. Expect its gain on problems that ask for them to be smaller, but most of that of training
-- with them. (The base policy has seen all operations, as a language model has.)
sweep {
  reference = "all_operations",
  arms = { fewer_operations = { trained_on = "fewer" }, base = { trained_on = "nothing" } },
  seeds = 3,
}
local p = run.params {
  trained_on = { "all", "the operations of training problems", choices = { "all", "fewer", "nothing" } },
  leave_out  = { { "skip", "scale", "end" }, "operations that fewer leaves out" },
  updates    = { 100, "updates of the policy" },
  episodes   = { 96, "episodes of an update" },
  problems   = { 300, "problems of each evaluation" },
}
local updates, episodes = p.updates, p.episodes
local all    = dataset.minicontests { test = p.problems }
local fewer  = dataset.minicontests { test = p.problems, exclude = p.leave_out }
local known  = dataset.minicontests { train = p.problems, seed = 1 }
local python = executor.python { cpu_seconds = 1, memory_mb = 256 }
local policy = model.load "minicoder"
if p.trained_on ~= "nothing" then
  local problems = (p.trained_on == "all" and all or fewer).train
  local env = environment.code { problems = problems, executor = python }
  local ppo = trainer.ppo { policy = policy, environment = env, episodes = episodes }
  for update in ppo:updates(updates) do run.log(update) end
end

run.table("transfer", { "trained_on", "tested_on", "n", "1@1", "1@3", "1@3 95%" })
local function test(name, problems)
  local rates = environment.evaluate { policy = policy, problems = problems, executor = python, name = name }
  run.row("transfer", { trained_on = p.trained_on, tested_on = name }, rates)
  return rates.solved
end
return {
  solve_rate          = test("held-out", all.test),               -- compositions never trained on
  left_out_operations = test("left-out operations", fewer.test),  -- of these, those with an operation of leave_out
  known_compositions  = test("known compositions", known.train),  -- new problems of compositions trained on
}
