internal import LuaHost

/// How a model is opened.
struct ModelOptions: LuaOptions {
    @LuaParameter("name", "minicoder, or the path of a folder", position: 1) var name: String
    @LuaParameter(
        "shards", "parts that each pass is cut into, one thread each; a part of the run: it decides the bits",
        .in(1...64))
    var shards = 2
}
