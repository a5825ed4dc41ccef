import JSON
import Rollouts
import ServedModels
import TestSupport

/// One request to a server that is told how to behave.
struct Asking {
    let folder: TemporaryFolder
    let server: HostileServer

    init(_ mode: String, certificate: String? = nil) throws {
        folder = try TemporaryFolder()
        server = try HostileServer(mode, in: folder, certificate: certificate)
    }

    /// The model with short pauses.
    func model(_ url: String? = nil, change: (inout ServedModel) -> Void = { _ in }) throws -> ServedModel {
        var model = ServedModel(
            address: try ServerAddress(url ?? server.url), name: "m", secret: try Secret(named: "KEY") { _ in Self.key }
        )
        model.backoff = .milliseconds(10)
        change(&model)
        return model
    }

    static let key = "sk-very-secret-0123456789"

    static func request(stops: [String] = [], episode: Int = 0) -> ServedRequest {
        var options = ReplyOptions(temperature: 0.5, maximumTokens: 32)
        options.stops = stops
        return ServedRequest(
            .messages([Message(.user, "hi")]), options: options,
            key: RandomKey(seed: 1, purpose: .evaluation, episode: episode))
    }

    /// Asks once.
    func answer(
        stops: [String] = [], _ change: (inout ServedModel) -> Void = { _ in }
    ) async throws -> ServedAnswer {
        try await Server(model(change: change)).answer(Self.request(stops: stops))
    }

    /// What it says of a request that fails.
    func problem(_ change: (inout ServedModel) -> Void = { _ in }) async throws -> String {
        do {
            let answer = try await answer(change)
            return "it answered \(answer.text.prefix(50))"
        } catch { return "\(error)" }
    }
}
