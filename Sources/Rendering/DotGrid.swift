/// Dots in a grid of braille characters, each 2 dots wide and 4 high.
struct DotGrid {
    let columns: Int
    let rows: Int
    private var dots: [UInt8]
    /// The series that drew last in each character: its colour.
    private var owner: [Int]

    init(columns: Int, rows: Int) {
        (self.columns, self.rows) = (columns, rows)
        dots = Array(repeating: 0, count: columns * rows)
        owner = Array(repeating: 0, count: columns * rows)
    }

    var width: Int { columns * 2 }
    var height: Int { rows * 4 }

    /// Sets the dot at (`x`, `y`), counted from the top left.
    mutating func set(_ x: Int, _ y: Int, number: Int) {
        guard x >= 0, x < width, y >= 0, y < height else { return }
        let cell = y / 4 * columns + x / 2
        // U+2800 plus one bit a dot: down the left side, down the right side, then the lowest two.
        let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
        dots[cell] |= bits[y % 4][x % 2]
        owner[cell] = number
    }

    func text(row: Int, style: TextStyle) -> String {
        (0..<columns).map { column in
            let cell = row * columns + column
            guard dots[cell] != 0, let scalar = Unicode.Scalar(0x2800 + UInt32(dots[cell])) else { return " " }
            return Self.paint(String(Character(scalar)), number: owner[cell], style: style)
        }.joined()
    }

    /// `text` in the colour of series `number`.
    static func paint(_ text: String, number: Int, style: TextStyle) -> String {
        switch number % 4 {
        case 0: style.cyan(text)
        case 1: style.yellow(text)
        case 2: style.green(text)
        default: style.red(text)
        }
    }
}
