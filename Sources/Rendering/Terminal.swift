#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What is known about where text goes.
package struct Terminal: Sendable {
    /// The file descriptor that text is written to.
    package let descriptor: Int32
    /// Whether it is a terminal, of whatever kind.
    private let isTerminal: Bool
    /// Whether a person looks at it.
    package let isInteractive: Bool
    /// Its width in columns; 100 where none is known.
    package let width: Int
    /// The width that tables are cut to: none where a program reads them.
    package let tableWidth: Int
    /// Colours, when it is interactive and `NO_COLOR` is not set (no-color.org).
    package let style: TextStyle

    /// Standard output.
    package static let output = Terminal(descriptor: STDOUT_FILENO)
    /// Standard error.
    package static let errors = Terminal(descriptor: STDERR_FILENO)

    /// What `descriptor` leads to. `COLUMNS` speaks for a width that cannot be asked for.
    package init(descriptor: Int32) {
        let isTerminal = isatty(descriptor) == 1
        let refusesColour = Self.variable("NO_COLOR").map { !$0.isEmpty } ?? false
        let isDumb = Self.variable("TERM") == "dumb"
        var size = winsize()
        let known = isTerminal && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        self.init(
            descriptor: descriptor, isInteractive: isTerminal && !isDumb,
            width: known ? Int(size.ws_col) : Self.variable("COLUMNS").flatMap { Int($0) },
            style: isTerminal && !isDumb && !refusesColour ? .coloured : .plain, isTerminal: isTerminal)
    }

    /// A terminal as described.
    package init(
        descriptor: Int32, isInteractive: Bool, width: Int?, style: TextStyle = .plain, isTerminal: Bool? = nil
    ) {
        (self.descriptor, self.isInteractive) = (descriptor, isInteractive)
        self.isTerminal = isTerminal ?? isInteractive
        self.style = style
        self.width = min(max(width ?? 100, 20), 1000)
        tableWidth = width == nil ? .max : self.width
    }

    /// Writes all of `text`, in which colours are all that steers a terminal: whatever else would is shown as a picture of itself. The one place
    /// through which pages, errors and notes go, and with them what records hold. A reader that went away, such as `head`, is no error.
    package func write(_ text: String) {
        writeAsItStands(TextWidth.printable(text, keepingColours: style.isColoured))
    }

    /// Writes what a script prints: to a file or a pipe as it stands.
    package func print(_ text: String) {
        if isTerminal { write(text) } else { writeAsItStands(text) }
    }

    /// Writes JSON. What would steer a terminal is written by JSON's own escapes: the value is the same.
    package func write(json text: String) { writeAsItStands(TextWidth.escapedInJSON(text) + "\n") }

    /// Goes back to the beginning of the line, and writes `text` in place of what stood there.
    package func rewriteLine(_ text: String) {
        writeAsItStands("\r" + TextWidth.printable(text, keepingColours: style.isColoured) + "\u{1B}[K")
    }

    private func writeAsItStands(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let written = systemWrite(descriptor, rest.baseAddress, rest.count)
                if written < 0, errno == EINTR { continue }
                if written <= 0 { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            }
        }
    }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}

/// `write(2)`, under a name that a method called `write` does not hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
