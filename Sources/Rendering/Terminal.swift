#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What is known about where text goes.
package struct Terminal: Sendable {
    /// The file descriptor that text is written to.
    package let descriptor: Int32
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
            style: isTerminal && !isDumb && !refusesColour ? .coloured : .plain)
    }

    /// A terminal as described.
    package init(descriptor: Int32, isInteractive: Bool, width: Int?, style: TextStyle = .plain) {
        (self.descriptor, self.isInteractive) = (descriptor, isInteractive)
        self.style = style
        self.width = min(max(width ?? 100, 20), 1000)
        tableWidth = width == nil ? .max : self.width
    }

    /// Writes all of `text`; a reader that went away, such as `head`, is no error.
    package func write(_ text: String) {
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
