/// Panels one below the other as an SVG document, readable on a light and on a dark page.
package enum SVGFigure {
    /// A part of a figure.
    package protocol Panel: Sendable {
        var title: String { get }
        /// In pixels.
        var height: Double { get }
        /// What is drawn between `top` and `top + height`, under the title.
        func elements(top: Double, width: Double, colour: (String) -> Int) -> [String]
    }

    private static let titleHeight = 36.0

    /// The document, `width` pixels wide and as high as its panels.
    ///
    /// - Parameter names: of what has a colour of its own, the same in all panels.
    package static func render(_ panels: [any Panel], names: [String], width: Int = 760) -> String {
        let places = Dictionary(zip(names, 0...)) { first, _ in first }
        var (elements, top) = ([SVG.style], 0.0)
        for panel in panels {
            elements.append(
                "<text class=\"title\" x=\"16\" y=\"\(SVG.number(top + 26))\">\(SVG.escape(panel.title))</text>")
            top += titleHeight
            elements += panel.elements(top: top, width: Double(width)) { places[$0] ?? names.count }
            top += panel.height
        }
        return SVG.document(
            elements, title: panels.map(\.title).joined(separator: "; "), width: width, height: Int(top.rounded(.up)))
    }

    /// How many pixels `text` takes in the size of labels, about.
    static func width(_ text: String) -> Double { 7.4 * Double(TextWidth.columns(text)) }
}
