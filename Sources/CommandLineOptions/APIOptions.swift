package import ArgumentParser

/// How the Lua API is described: `assay api`.
package struct APIOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "What to describe, e.g. environment.code, Policy, Policy:save or Episode; everything without it.",
            valueName: "name"))
    package var name: String?

    @Option(
        help: ArgumentHelp(
            "Write stubs for lua-language-server into this folder, in place of the page.", valueName: "folder"))
    package var luacats: String?

    package init() {}

    package func validate() throws {
        if name != nil, luacats != nil { throw ValidationError("a name and --luacats exclude each other; give one") }
    }
}
