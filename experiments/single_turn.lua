-- Does training on single programs give the skill of using feedback?
--
--   scripts/assay sweep experiments/single_turn.lua
--
-- Both arms write about as many programs an update, so single-turn training sees more problems. Expect it ahead at the first program,
-- and far behind after three.
sweep { reference = "three_turns", arms = { single_turn = { turns = 1 } }, seeds = 3 }
local p = run.params {
  turns    = { 3, "most programs for one problem in training", choices = { 1, 3 } },
  updates  = { 100, "updates of the policy" },
  episodes = { 96, "episodes of an update, of three turns" },
  singles  = { 224, "episodes of an update, of one turn: about as many programs" },
  problems = { 300, "held-out problems to evaluate on" },
}
local problems = dataset.minicontests { test = p.problems }
local python   = executor.python { cpu_seconds = 1, memory_mb = 256 }
local policy   = model.load "minicoder"
local episodes = ({ p.singles, nil, p.episodes })[p.turns]
local env = environment.code {
  problems = problems.train, executor = python, turns = p.turns,
  reward = { invalid = p.turns > 1 and -0.2 or 0 },  -- as in the paper
}
local ppo = trainer.ppo { policy = policy, environment = env, episodes = episodes }
local programs = 0
for update in ppo:updates(p.updates) do
  run.log(update)
  programs = programs + update.turns * episodes
end

local result, results = { programs = programs }, "held-out problems"
run.table(results, { "trained", "budget", "n", "solved", "solved 95%", "invalid", "repeats", "turns" })
for _, turns in ipairs { 1, 3, 10 } do
  local name = turns == 3 and "held-out" or string.format("held-out, %d turn%s", turns, turns > 1 and "s" or "")
  local rates = environment.evaluate {
    policy = policy, problems = problems.test, executor = python, turns = turns, name = name }
  run.row(results, { trained = p.turns, budget = turns }, rates)
  result[turns == 3 and "solve_rate" or "solved in " .. turns] = rates.solved
end
return result
