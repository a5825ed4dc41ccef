package import JSON
package import LuaHost
package import Rendering

/// What happens in a session, as values: a terminal, a notebook or a test shows it in its own way.
package enum SessionEvent {
    /// What the script printed, line ends included.
    case text(String)
    /// A table got rows in the cell that ends here.
    case table(ShownTable)
    /// A figure was drawn.
    case plot(Plot)
    /// The script made a remark, in Markdown.
    case note(String)
    /// Something that the user should know and that stops nothing, one sentence.
    case warning(String)
    /// How far a long call is, on one line; nil when it has ended.
    case progress(String?)
    /// The script, or a cell, ended with an error.
    case error(LuaScriptError)
}

/// The last rows of a table. The record has all.
package struct ShownTable: Sendable, Equatable {
    package let name: String
    /// The rows to show, which hold the same columns in the same order where the table declares them.
    package let rows: [JSONObject]
    /// Rows so far, those that are not shown included.
    package let count: Int
}

/// Who is told what happens in a session. Called on the thread that the script runs on.
package protocol SessionObserver: AnyObject {
    func observe(_ event: SessionEvent)
}

/// How far a long call is, for those that make it.
struct SessionProgress {
    unowned let session: Session

    func show(_ text: String) { session.tell(.progress(text)) }
    func clear() { session.tell(.progress(nil)) }
}
