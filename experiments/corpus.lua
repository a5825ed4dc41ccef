-- Record the texts that minicoder's tokenizer is trained on; scripts/minicoder uses them.
--
--   scripts/assay run experiments/corpus.lua
local p = run.params { count = { 12000, "conversations" } }

print(dataset.conversations { "habit", count = p.count }:export "corpus.jsonl")
