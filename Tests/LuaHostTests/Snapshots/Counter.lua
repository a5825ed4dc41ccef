---@meta

---Counts.
---@class Counter
---@field value integer # where it stands
---@field broken integer # always fails
local Counter = {}

---Adds.
---@param amount? integer # how much (an integer from 1 to 100; default 1)
---@return integer # the new value
function Counter:add(amount) end

---Fails.
function Counter:fail() end

---Counts on.
---@param count integer # how many steps (an integer; required)
---@return fun(): integer? # each value
function Counter:steps(count) end

---Calls back.
---@param f fun(value: integer): number # what to call (a function; required)
---@return number # its result
function Counter:map(f) end

---Holds a function.
---@param f function # what to hold (a function; required)
function Counter:keep(f) end
