-- Train a real language model by RLEF with low-rank adapters, on Python functions to write.
--
--   scripts/import-gguf SmolLM2-135M-Instruct.Q4_1.gguf models/smollm2     (--help says where the file comes from)
--   sed -n  11,510p mbpp.jsonl > mbpp-test.jsonl                           (MBPP's own parts, of the file mbpp.jsonl that you have)
--   sed -n 601,974p mbpp.jsonl > mbpp-train.jsonl
--   scripts/assay run experiments/smollm.lua model=models/smollm2 train=mbpp-train.jsonl test=mbpp-test.jsonl
--
-- A model of 135 million parameters solves few of these problems, and at temperature 1 writes much that is no Python. Expect that to
-- change first; README.md beside this file says what came of a run on two cores, and what it took.
local p = run.params {
  model    = { "models/smollm2", "the folder of a chat model" },
  train    = { "mbpp-train.jsonl", "problems to train on, in MBPP's layout" },
  test     = { "mbpp-test.jsonl", "other problems, to measure on" },
  problems = { 100, "problems to measure on, the first of the file" },
  updates  = { 12, "updates of the adapters" },
  episodes = { 48, "episodes of an update" },
  group    = { 4, "episodes about one problem in an update" },
  turns    = { 2, "most programs for one problem" },
  tokens   = { 160, "an answer is cut here" },
  rank     = { 16, "of the adapters" },
  rate     = { 2e-4, "peak learning rate" },
}

local python = executor.python { cpu_seconds = 2 }
local train, test = dataset.mbpp(p.train), dataset.mbpp(p.test):take(p.problems)
local policy = model.load { p.model, dtype = "bfloat16", lora = { rank = p.rank, alpha = 2 * p.rank } }
print(string.format("%d parameters, of which %d are trained", policy.parameters, policy.trained_parameters))

local results = "problems never trained on"
run.table(results, { "policy", "temperature", "n", "1@1", "1@1 95%", "solved", "solved 95%", "invalid", "invalid 95%" })

-- The most probable answers, and those that the policy draws, which are what it is trained by.
local function measure(who)
  local found = {}
  for _, temperature in ipairs { 0, 1 } do
    found[temperature] = environment.evaluate {
      policy = policy, problems = test, executor = python, turns = p.turns, temperature = temperature,
      max_tokens = p.tokens, name = string.format("%s, temperature %d", who, temperature),
    }
    run.row(results, { policy = who, temperature = temperature }, found[temperature])
  end
  return found
end

-- %% Before
local before = measure("base")

-- %% Train
local env = environment.code {
  problems = train, executor = python, turns = p.turns, group = p.group, max_tokens = p.tokens,
}
local ppo = trainer.ppo {
  policy = policy, environment = env, episodes = p.episodes, advantage = "leave_one_out", normalize = true,
  learning_rate = p.rate, warmup = 2,
}
for update in ppo:updates(p.updates) do run.log(update) end
policy:save "smollm2-rlef"

-- %% After
local after = measure("RLEF")
run.table("after training minus before", { "temperature", "difference", "lower", "upper", "p", "wins", "losses", "ties" })
for _, temperature in ipairs { 0, 1 } do
  run.row("after training minus before", { temperature = temperature },
    stats.compare(after[temperature], before[temperature]))
end
