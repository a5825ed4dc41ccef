/// What a runtime gets from its host.
package struct LuaConfiguration {
    /// What the script's own data may take, in bytes.
    package var memoryCap = 512 << 20
    /// Gets each line that the script prints, without its newline. What it throws is an error at the script's line.
    package var print: (String) throws -> Void
    /// 64 random bits: `math.random` draws from it.
    package var random: () -> UInt64
    /// Seconds since 1970: `os.time`.
    package var time: () throws -> Int
    /// Seconds of work done: `os.clock`.
    package var clock: () throws -> Double
    /// What `collectgarbage "count"` answers, in KiB, where Lua would answer this.
    package var memory: (Double) throws -> Double = { $0 }
    /// Where `require` looks; nil when there is no such folder.
    package var folder: String?
    /// Told of each module that `require` read: its name, its path and its text.
    package var moduleLoaded: (_ name: String, _ path: String, _ source: String) throws -> Void = { _, _, _ in }
    /// Told when the main file's top level enters the cell of this index.
    package var cellEntered: (_ index: Int) throws -> Void = { _ in }
    /// Gets what `help` says; without it, `print` does.
    package var help: ((String) throws -> Void)?
    /// What `help` knows by name; without it, the modules.
    package var interface: LuaInterface?
    package var interrupt = LuaInterrupt()

    package init(
        print: @escaping (String) throws -> Void, random: @escaping () -> UInt64, time: @escaping () throws -> Int,
        clock: @escaping () throws -> Double
    ) {
        (self.print, self.random, self.time, self.clock) = (print, random, time, clock)
    }
}
