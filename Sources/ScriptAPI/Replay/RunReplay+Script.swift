internal import Environments
internal import LuaHost
package import Replay
internal import Rollouts
internal import RunStore

extension RunReplay {
    /// Works everything out again and says what does not follow.
    ///
    /// - Throws: what keeps programs from being executed, or the record from being read.
    package func check() throws -> ReplayReport {
        let check = try RecordCheck(self)
        if !run.hasCalls { check.report.leaveOut(Self.olderThanCalls) }
        if run.hasCalls, hasFunctions, let problem = try check.withFunctions() {
            check.report.leaveOut("functions of the script: it cannot be run to have them: \(problem)")
        }
        return try check.rest()
    }

    /// What the recorded episodes would have been paid by the function that a Lua file returns. Nothing is executed: verdicts are the
    /// recorded ones.
    package func payments(under file: String) throws -> PaymentReport {
        try RewardFile.withRule(of: file, interrupt: interrupt) { try self.payments(by: $0) }
    }
}

extension RecordCheck {
    /// Runs the script on the recorded results of its calls, and goes through each call with the functions that it was given.
    ///
    /// - Returns: why that could not be.
    fileprivate func withFunctions() throws -> String? {
        let script: RecordedScript
        do { script = try RecordedScript(replay.run) } catch { return "\(error)" }
        var thrown: (any Error)?
        let request = Session.Replay(script: script, run: replay.run) { [self] number, functions in
            do { try go(to: number, with: EnvironmentFunctions(replaying: functions)) } catch {
                if !(error is LuaFailure), thrown == nil { thrown = error }
                throw error
            }
        }
        let session = try Session(.replay(request), interrupt: replay.interrupt, observer: SilentObserver())
        let outcome = try session.perform()
        if let thrown, !(thrown is CallInReplay) { throw thrown }
        switch outcome {
        case .completed, .described: return nil
        case .misused(let problem): return problem
        case .interrupted: throw Interrupted()
        case .failed(let error):
            // A run that failed does so again at its end, and one that was stopped ends where it was.
            return isDone ? nil : error.description
        }
    }
}

extension EnvironmentFunctions {
    /// A script's functions in a replay, which no journal is to know of.
    fileprivate init(replaying functions: [String: LuaCallback]) {
        self.init(functions) { name, function, argument in
            try function.call(ScriptFunctions.typed(argument.luaData, of: name), as: LuaData.self, name: name)
        }
    }
}
