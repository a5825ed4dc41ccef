-- Make the bundled base policy, minicoder: a small transformer that can read feedback but mostly does not.
--
--   scripts/minicoder            makes the tokenizer, runs this script, and puts the checkpoint into experiments/minicoder
--
-- Two phases, as a language model gets them. "skill": every later program in a conversation repairs the one before.
-- "habit": few do. What RLEF then changes is the habit. Expect 1@3 of about 0.24 at the end, in about three minutes.
local p = run.params {
  shape      = { "minicoder", "folder whose config.json and tokenizer.json give the shape" },
  skill_rate = { 2e-3, "peak learning rate of the first phase" },
  habit_rate = { 5e-4, "peak learning rate of the second phase" },
  skill      = { 100000, "conversations of the first phase" },
  habit      = { 12000, "conversations of the second phase" },
  problems   = { 300, "held-out problems to evaluate on" },
}

local policy = model.untrained(p.shape)
local sft    = trainer.sft { policy = policy, batch_tokens = 1536, weight_decay = 0.05 }

-- %% The skill: read what failed
for step in sft:pass { dataset.conversations { "skill", count = p.skill }, learning_rate = p.skill_rate } do
  run.log(step)
end
policy:save "skill"

-- %% The habit: mostly guess again
for step in sft:pass { dataset.conversations { "habit", count = p.habit }, learning_rate = p.habit_rate } do
  run.log(step)
end
policy:save "minicoder"

-- %% Measure on kinds of problems never trained on
run.row("held-out problems", { policy = "minicoder" }, environment.evaluate {
  policy = policy, problems = dataset.minicontests { valid = p.problems }.valid, executor = executor.python {},
})
