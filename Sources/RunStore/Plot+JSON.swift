package import JSON
package import Rendering

extension Plot {
    /// What `plots/NAME.json` holds.
    package var json: JSONValue {
        [
            "title": .string(title), "x_label": .string(xLabel), "y_label": .string(yLabel),
            "series": .array(
                series.map { series in
                    [
                        "name": .string(series.name), "mark": .string(series.mark.rawValue),
                        "x": .array(series.x.map { .number($0) }), "y": .array(series.y.map { .number($0) }),
                    ]
                }),
        ]
    }

    /// A figure from what `plots/NAME.json` holds, or nil when it holds none.
    package init?(_ object: JSONObject) {
        guard let series = object["series"]?.array else { return nil }
        func numbers(_ value: JSONValue?) -> [Double] { (value?.array ?? []).map { $0.double ?? .nan } }
        self.init(
            title: object["title"]?.string ?? "", xLabel: object["x_label"]?.string ?? "",
            yLabel: object["y_label"]?.string ?? "",
            series: series.compactMap(\.object).map { series in
                Series(
                    name: series["name"]?.string ?? "", x: numbers(series["x"]), y: numbers(series["y"]),
                    mark: series["mark"]?.string.flatMap(Mark.init) ?? .line)
            })
    }
}
