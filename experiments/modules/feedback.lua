-- Kinds of feedback, as functions of an attempt: what experiments/feedback_kinds.lua compares with the built-in ones.
local kinds = {}

-- That it failed, and how, without any test.
function kinds.verdict(attempt)
  if not attempt.valid then return "No valid code.\n" end
  return attempt.verdict == "wrong answer" and "Wrong answer.\n" or "Error: " .. attempt.verdict .. "\n"
end

-- The first test that failed, with what `expected` makes of it in place of what was expected.
local function shown(attempt, expected)
  local failed = attempt.valid and attempt.tests[#attempt.tests]
  if not failed then return kinds.verdict(attempt) end
  local got = failed.output:sub(1, 80):gsub("%s+$", "")
  expected = expected(failed, got)
  return kinds.verdict(attempt) .. "input: " .. failed.input .. "\n"
    .. (expected and "expected: " .. expected .. "\n" or "")
    .. (attempt.verdict == "wrong answer" and "got: " .. got .. "\n" or "")
end

-- What came, and not what should have come.
kinds["no expected"] = function(attempt) return shown(attempt, function() return nil end) end

-- A test that is wrong: what it expects is what came, with another digit for each. It says nothing of the problem.
function kinds.wrong(attempt)
  return shown(attempt, function(_, got) return (got:gsub("%d", function(digit) return (digit + 1) % 10 end)) end)
end

-- The first test that failed, and what all other public tests expect.
kinds["all tests"] = function(attempt)
  local text = shown(attempt, function(failed) return failed.expected end)
  for i, other in ipairs(kinds.problem(attempt.problem).public_tests) do
    if i ~= #attempt.tests then text = text .. "input: " .. other.input .. "\nexpected: " .. other.expected .. "\n" end
  end
  return text
end

-- The problem of a name that ends in its set and its number, from 0: minicontests/test/17.
function kinds.problem(name)
  local set, number = name:match "(%a+)/(%d+)$"
  return kinds.problems[set]:at(number + 1)
end

return kinds
