internal import CLuaHost

/// What a Lua function of the host holds: the Swift code and what is known about it.
final class HostFunction {
    unowned let machine: LuaMachine
    /// What `help` shows: the member and who owns it.
    let help: (owner: LuaClassDescription, member: LuaMemberDescription)?
    let body: ([LuaData]) throws -> [LuaData]

    init(
        _ machine: LuaMachine, help: (LuaClassDescription, LuaMemberDescription)? = nil,
        _ body: @escaping ([LuaData]) throws -> [LuaData]
    ) {
        (self.machine, self.help, self.body) = (machine, help, body)
    }

    /// The three ways in from C.
    static var callbacks: clua_callbacks {
        clua_callbacks(
            call: { state, context in
                let function = Unmanaged<HostFunction>.fromOpaque(context).takeUnretainedValue()
                return clua_outcome(count: function.machine.perform(function, on: state))
            },
            release: { Unmanaged<AnyObject>.fromOpaque($0).release() },
            failed: { state, owner in
                Unmanaged<FailureLog>.fromOpaque(owner).takeUnretainedValue().note(state)
            })
    }
}
