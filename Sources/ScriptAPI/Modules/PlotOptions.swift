internal import LuaHost

/// One line of a plot.
struct SeriesOptions: LuaOptions {
    @LuaParameter("name", "what the legend says", position: 1) var name: String
    @LuaParameter("x", "across; 1, 2, 3, … when left out") var x: [Double]?
    @LuaParameter("y", "upwards") var y: [Double]
}

/// What a plot shows.
struct PlotOptions: LuaOptions {
    @LuaParameter("name", "the plot's name in the record", position: 1) var name: String
    @LuaParameter("x", "across; 1, 2, 3, … when left out") var x: [Double]?
    @LuaParameter("y", "upwards, for a plot of one line") var y: [Double]?
    @LuaParameter("series", "several lines", spelled: "SeriesOptions[]") var series: [SeriesOptions] = []
    @LuaParameter("title", "above the plot; its name when left out") var title: String?
    @LuaParameter("x_label", "what x is") var xLabel = ""
    @LuaParameter("y_label", "what y is") var yLabel = ""
    @LuaParameter("points", "points rather than lines") var points = false
}
