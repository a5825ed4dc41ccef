internal import LuaHost
internal import Sandbox

/// What scripts call the kinds of isolation.
enum IsolationChoice: String, LuaChoice {
    case bubblewrap, none

    var isolation: Isolation { self == .none ? .none : .bubblewrap }
}
