// SwiftPM links every library against Swift's runtime, which does not exist inside the sandbox. The driver puts what it finds in this section
// of an object on the linker's command line before the runtime: so the linker leaves out a runtime that nobody uses.
__attribute__((used, section(".swift1_autolink_entries"))) static const char linker_flags[] = "-Wl,--as-needed";
