---@meta

---@class CodeOptions
---@field title? string # what it is called (a string; required)
---@field [1]? string # title
---@field turns? integer # most programs for one problem (an integer from 1 to 20; default 3)
---@field cpu_seconds? number # CPU time of a program (seconds; a number above 0.0; default 1.0)
---@field feedback? "execution"|"random"|"none"|function # what the policy is told ("execution", "random" or "none" or a function; default "execution")
---@field reward Reward? # what turns earn (a table { pass = …, fail = … } or nil)
---@field counter Counter? # a counter (a Counter or nil)

---@class Reward
---@field pass? number # reward for a right program (a number; default 1.0)
---@field fail? number # reward for a wrong one (a number; default -1.0)

---Things to test with.
---@class lab
---@field version string # which one
lab = {}

---A new counter.
---@return Counter # it
function lab.counter() end

---A constructor that fails.
---@return Counter # never
function lab.broken() end

---Fails.
function lab.refuse() end

---Gives back.
---@param value? any # anything (any value)
---@return any # it
function lab.echo(value) end

---Takes options.
---@overload fun(title: string): string
---@param options CodeOptions
---@return string # what it understood
function lab.code(options) end

---Asks to stop.
function lab.interrupt() end

---A table with an order.
---@return table # it
function lab.metrics() end

---A long list.
---@param count integer # how long (an integer; required)
---@return string[] # it
function lab.sizes(count) end
