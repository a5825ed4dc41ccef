package import ArgumentParser

/// How the Lua API is described: `assay api`.
package struct APIOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write stubs for lua-language-server into this folder, in place of the page.", valueName: "folder"))
    package var luacats: String?

    package init() {}
}
