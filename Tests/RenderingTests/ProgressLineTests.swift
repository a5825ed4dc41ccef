import Foundation
import Rendering
import Synchronization
import TestSupport
import Testing

@Suite struct ProgressLineTests {
    /// What `body` writes to a progress line, given a clock that it moves.
    private func written(interactive: Bool, _ body: (ProgressLine, (Duration) -> Void, Terminal) -> Void) throws
        -> String
    {
        let folder = try TemporaryFolder()
        try folder.write("", to: "out")
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file("out")))
        let terminal = Terminal(descriptor: file.fileDescriptor, isInteractive: interactive, width: 30)
        let clock = Clock()
        let line = ProgressLine(terminal: terminal, pause: .seconds(10)) { clock.now }
        body(line, { clock.advance($0) }, terminal)
        return try folder.text("out")
    }

    private final class Clock: Sendable {
        private let time = Mutex(Duration.zero)
        var now: Duration { time.withLock { $0 } }
        func advance(_ by: Duration) { time.withLock { $0 += by } }
    }

    @Test func aTerminalLineIsRewritten() throws {
        let text = try written(interactive: true) { line, advance, terminal in
            line.show("update 1")
            line.show("too soon")
            advance(.milliseconds(200))
            line.show("update 2 with much more than fits into the line")
            line.print("hello\n", to: terminal)
            line.clear()
        }
        let cut = "update 2 with much more than…"
        #expect(text == "\rupdate 1\u{1B}[K\r\(cut)\u{1B}[K\r\u{1B}[Khello\n\r\(cut)\u{1B}[K\r\u{1B}[K")
    }

    @Test func elsewhereALineComesNowAndThen() throws {
        let text = try written(interactive: false) { line, advance, terminal in
            line.show("update 1")
            advance(.seconds(9))
            line.show("update 2")
            line.print("hello\n", to: terminal)
            advance(.seconds(1))
            line.show("update 3")
            line.show("update 4", always: true)
            line.clear()
        }
        #expect(text == "update 1\nhello\nupdate 3\nupdate 4\n")
    }
}
