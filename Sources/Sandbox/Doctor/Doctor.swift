import Glibc
import Rollouts

/// Finds out what isolation this machine gives, by attacking each layer from inside a sandbox.
package struct Doctor {
    let python: Language
    let bubblewrap: String
    let compiler: String
    /// What these findings are about, where they are not about a language.
    package static let machine = "this machine"

    package init(
        python: Language = .python(), bubblewrap: String = "/usr/bin/bwrap", compiler: String = "/usr/bin/g++"
    ) {
        (self.python, self.bubblewrap, self.compiler) = (python, bubblewrap, compiler)
    }

    /// Attacks every layer, of the machine and then of each language. Stops at the first that the others stand on.
    package func examine() -> [Finding] {
        for (name, path, package) in [
            ("bubblewrap", bubblewrap, "bubblewrap"), (python.name, python.interpreter, python.package),
        ] where access(path, X_OK) != 0 {
            return [Finding(Self.machine, name, .broken, "there is no \(path)", remedy: "apt-get install \(package)")]
        }
        let walls = guarding(Self.machine, layer: "sandbox") { try attackNamespaces() }
        if walls.contains(where: { $0.layer == "sandbox" }) { return walls }
        let machine = walls + guarding(Self.machine, layer: "control groups") { [try attackControlGroup()] }
        return machine + examine(python) { .python(python) } + examine(.lua()) { .lua() }
            + examine("C++", compiler, package: "g++") { try .cpp(.cpp(compiler: compiler)) }
    }

    /// Whether programs may run here: every layer that must hold does, of the machine and of each language that it has.
    package static func isIsolated(_ findings: [Finding]) -> Bool { !findings.contains { $0.state == .broken } }

    /// The languages whose programs may run here, when `isIsolated`.
    package static func languages(_ findings: [Finding]) -> [String] {
        var names: [String] = []
        for finding in findings where finding.subject != machine && finding.state == .holds {
            if !names.contains(finding.subject) { names.append(finding.subject) }
        }
        return names
    }

    /// What an attack found, or the failure of the machinery as a finding.
    func guarding(_ subject: String, layer: String, _ attack: () throws -> [Finding]) -> [Finding] {
        do { return try attack() } catch let error as SandboxError {
            return [Finding(subject, layer, .broken, error.problem, remedy: error.remedy)]
        } catch {
            return [Finding(subject, layer, .broken, "\(error)")]
        }
    }
}

/// What the doctor found out about one layer of isolation.
package struct Finding: Sendable {
    /// Whose layer: `Doctor.machine`, or a language's name.
    package let subject: String
    package let layer: String
    package let state: State
    /// What was tried and what came of it, as a clause.
    package let detail: String
    /// The command that mends it, or nil.
    package let remedy: String?

    package enum State: String, Sendable {
        /// It was attacked and held.
        case holds = "holds"
        /// It is not there; the others do without it.
        case absent = "absent"
        /// It gave way, or is not there and must be.
        case broken = "broken"
    }

    init(_ subject: String, _ layer: String, _ state: State, _ detail: String, remedy: String? = nil) {
        (self.subject, self.layer, self.state) = (subject, layer, state)
        (self.detail, self.remedy) = (detail, remedy)
    }

    /// A layer that was attacked in several ways.
    ///
    /// - Parameters:
    ///   - tried: what the attacks were, as a clause.
    ///   - breaches: those that got through.
    init(_ subject: String, _ layer: String, tried: String, breaches: [String], remedy: String? = nil) {
        self.init(
            subject, layer, breaches.isEmpty ? .holds : .broken,
            breaches.isEmpty ? tried : "gave way: " + breaches.joined(separator: ", "),
            remedy: breaches.isEmpty ? nil : remedy)
    }
}
