internal import CLuaHost

/// A line of the script that was being run.
package struct LuaFrame: Sendable, Hashable {
    /// The file, as the run was told to call it.
    package var file: String
    package var line: Int
    /// The function's name, or nil for the top level of a file.
    package var function: String?

    /// The script's own frames, innermost first; functions of the host and of Lua have none.
    static func all(of state: OpaquePointer) -> [LuaFrame] {
        var frames: [LuaFrame] = []
        var frame = clua_frame()
        var level: Int32 = 0
        while frames.count < 200, clua_frame_at(state, level, &frame) {
            level += 1
            guard frame.line > 0, frame.source_length > 1 else { continue }
            let name = UnsafeBufferPointer(start: frame.source, count: frame.source_length)
            let bytes = name.map { UInt8(bitPattern: $0) }
            // A text that `load` compiled is its own name; Lua's messages call it `[string "…"]`.
            let isNamed = bytes[0] == UInt8(ascii: "@") || bytes[0] == UInt8(ascii: "=")
            let file =
                isNamed
                ? String(decoding: bytes.dropFirst(), as: UTF8.self)
                : withUnsafeBytes(of: frame.short_source) { text in
                    String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
                }
            let function = frame.is_main ? nil : frame.name.map { String(cString: $0) } ?? "function"
            frames.append(LuaFrame(file: file, line: Int(frame.line), function: function))
        }
        return frames
    }
}
