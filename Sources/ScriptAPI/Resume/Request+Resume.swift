package import RunStore

extension ScriptHost.Request {
    /// What goes on with a run that was killed, failed or was interrupted.
    ///
    /// - Parameter interval: the least time between two restart points, in seconds.
    /// - Throws: `RecordedScriptError` when a recorded source is not what ran.
    package init(resuming run: RunReader, interval: Double? = nil) throws {
        let script = try RecordedScript(run)
        self.init(
            script: script.path, seed: script.seed, runs: "", commandLine: run.info.commandLine)
        (recorded, resumed, restartInterval) = (script, run.folder, interval)
    }
}
