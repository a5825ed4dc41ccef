---@meta

---@class PythonOptions
---@field cpu_seconds? number # CPU time of a program on one test (seconds; a number from 0.01 to 3600.0; default 1.0)
---@field wall_seconds number? # time on the clock; ten times cpu_seconds when left out (seconds; a number from 0.01 to 36000.0 or nil)
---@field memory_mb? integer # address space, the interpreter's 25 MB included (MiB; an integer from 64 to 1000000; default 256)
---@field output_kb? integer # what it may print (KiB; an integer from 1 to 1000000; default 1024)
---@field processes? integer # threads it may have (an integer from 1 to 4096; default 16)
---@field workers integer? # programs that run at once, changing no verdict; one a core when left out (an integer from 1 to 1024 or nil)
---@field isolation? "bubblewrap"|"none" # what keeps programs from this machine (see assay doctor); without any they read its files, and the run is marked ("bubblewrap" or "none"; default "bubblewrap")

---@class LuaProgramOptions
---@field instructions? integer # of Lua's machine, a budget that repeats exactly (an integer of at least 1000; default 100000000)
---@field cpu_seconds? number # CPU time on one test, for what the budget does not count (seconds; a number from 0.01 to 3600.0; default 5.0)
---@field memory_mb? integer # memory, the interpreter's 32 MB included (MiB; an integer from 64 to 1000000; default 256)
---@field output_kb? integer # what it may print (KiB; an integer from 1 to 1000000; default 1024)
---@field workers integer? # programs that run at once, changing no verdict; one a core when left out (an integer from 1 to 1024 or nil)
---@field isolation? "bubblewrap"|"none" # what keeps programs from this machine (see assay doctor); without any the run is marked ("bubblewrap" or "none"; default "bubblewrap")

---@class CPlusPlusOptions
---@field standard? "c++11"|"c++14"|"c++17"|"c++20"|"gnu++11"|"gnu++14"|"gnu++17"|"gnu++20" # which C++, as g++ calls it; ONLINE_JUDGE is defined in all of them ("c++11", "c++14", "c++17", "c++20", "gnu++11", "gnu++14", "gnu++17" or "gnu++20"; default "gnu++20")
---@field cpu_seconds? number # CPU time of a program on one test (seconds; a number from 0.01 to 3600.0; default 1.0)
---@field wall_seconds number? # time on the clock; ten times cpu_seconds when left out (seconds; a number from 0.01 to 36000.0 or nil)
---@field memory_mb? integer # address space (MiB; an integer from 64 to 1000000; default 256)
---@field output_kb? integer # what it may print (KiB; an integer from 1 to 1000000; default 1024)
---@field processes? integer # threads it may have (an integer from 1 to 4096; default 16)
---@field workers integer? # programs that run at once, changing no verdict; one a core when left out (an integer from 1 to 1024 or nil)
---@field isolation? "bubblewrap"|"none" # what keeps programs from this machine (see assay doctor); without any the run is marked ("bubblewrap" or "none"; default "bubblewrap")

---Sandboxes that run hostile programs.
---@class executor
executor = {}

---Runs Python 3 programs over standard input and output, isolated by bubblewrap.
---@param options? PythonOptions
---@return Executor # the executor
function executor.python(options) end

---Runs Lua 5.4 programs over standard input and output: io.read, io.lines, io.write, print.
---@param options? LuaProgramOptions
---@return Executor # the executor
function executor.lua(options) end

---Runs C++ programs; g++ compiles each text once, behind the isolation that programs have. Its precompiled header of about 100 MB is kept in /var/tmp.
---@param options? CPlusPlusOptions
---@return Executor # the executor
function executor.cpp(options) end
