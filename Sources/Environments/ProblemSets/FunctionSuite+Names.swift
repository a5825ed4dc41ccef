package import Sandbox

extension FunctionSuite {
    /// Code that calls functions of the program by their own names.
    package init(calling functions: [String], _ code: String) {
        let names = functions.map { "\($0) = candidate(\(pythonLiteral($0)))\n" }.joined()
        self.init(code: names + code + "\n")
    }
}
