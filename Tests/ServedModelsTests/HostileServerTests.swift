import Foundation
import JSON
import Rollouts
import ServedModels
import TestSupport
import Testing

/// Servers that answer badly. Each that fails gives one sentence.
@Suite struct HostileServerTests {
    @Test(arguments: [
        ("429", 3, 2.0), ("500", 3, 0.0), ("truncated", 2, 0.0), ("reset", 2, 0.0), ("normal", 1, 0.0),
    ]) func `what passes is asked again`(mode: String, requests: Int, seconds: Double) async throws {
        let asking = try Asking(mode), started = ContinuousClock.now
        let answer = try await asking.answer()
        #expect(answer.text.hasPrefix("```python\nprint(") && answer.requests == requests)
        #expect(asking.server.requests.count == requests)
        // Retry-After asked for a second, twice.
        #expect(started.duration(to: .now) / .seconds(1) >= seconds)
        #expect(answer.promptTokens == 7 && answer.completionTokens == 5)
    }

    @Test(arguments: [
        ("404", "has no model \"unknown\" (404): it lists \"m\", \"other-model\""),
        ("no-v1", "has no chat/completions (404)"), ("401", "refuses the key in KEY (401): no key"),
        ("nonsense", "gave an answer that is none"), ("empty-object", "it has no \"choices\""),
        ("huge", "gave an answer of more than 4194304 bytes"),
        ("redirect", "redirects to http://127.0.0.1:1/v1/chat/completions (307), where no key is sent"),
        ("reset-always", "broke the connection off, 3 times in a row"), ("429-always", "answered 429 3 times in a row"),
    ]) func `what does not is told`(mode: String, problem: String) async throws {
        let asking = try Asking(mode)
        let told = try await asking.problem {
            ($0.name, $0.retries, $0.longestPause) = ("unknown", 2, .milliseconds(50))
        }
        #expect(told.contains(problem), "\(told)")
        #expect(!told.contains("\n") && !told.contains(Asking.key))
    }

    // The server takes ten minutes.
    @Test(.timeLimit(.minutes(5))) func `a slow answer is given up`() async throws {
        let asking = try Asking("slow")
        let told = try await asking.problem { ($0.retries, $0.timeout) = (1, .milliseconds(300)) }
        #expect(told.contains("gave no whole answer within 0.3 s, 2 times in a row"), "\(told)")
    }

    @Test(.timeLimit(.minutes(5))) func `a task that is cancelled waits no longer`() async throws {
        let asking = try Asking("slow")
        let server = try Server(asking.model())
        let task = Task { try await server.answer(Asking.request()) }
        try await Task.sleep(for: .milliseconds(300))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `a server that is not there is not waited for`() async throws {
        let asking = try Asking("normal"), model = try asking.model("http://127.0.0.1:1")
        await #expect {
            try await Server(model).answer(Asking.request())
        } throws: {
            "\($0)".contains("no server answers at http://127.0.0.1:1/v1")
        }
    }

    @Test(arguments: ["echo-error", "echo-nonsense", "echo-redirect"])
    func `a key that is sent back is not shown`(mode: String) async throws {
        let told = try await Asking(mode).problem()
        #expect(told.contains("[key in KEY]") && !told.contains(Asking.key), "\(told)")
    }

    @Test func `a key in an answer is taken out`() async throws {
        #expect(try await Asking("echo").answer().text == "print(1)  # [key in KEY]")
    }

    @Test func `why an answer ended`() async throws {
        #expect(try await Asking("length").answer().stop == .length)
        #expect(try await Asking("full").answer().stop == .context)
        let cut = try await Asking("stops").answer(stops: ["END"])
        #expect(cut.text == "one " && cut.stop == .end && cut.isStopped)
    }

    @Test func `tokens and log-probabilities, where the server gives them`() async throws {
        let answer = try await Asking("tokens").answer { ($0.wantsLogProbs, $0.wantsTokens) = (true, true) }
        #expect(answer.tokens == [5, 6] && answer.logProbs == [-0.25, -0.5])
        #expect(answer.reply.trace?.answer == [5, 6])
        let read = try #require(ServedAnswer(answer.json))
        #expect(read == answer)
    }

    @Test func `no more requests than allowed are under way, and seeds are their own`() async throws {
        let asking = try Asking("pause")
        let server = try Server(asking.model { $0.concurrency = 4 })
        try await withThrowingTaskGroup { group in
            for episode in 0..<40 { group.addTask { try await server.answer(Asking.request(episode: episode)) } }
            try await group.waitForAll()
        }
        let requests = try asking.server.requests.map { try #require(try JSONParser.parse(Array($0.utf8)).object) }
        let under = requests.compactMap { $0["under_way"]?.int }
        #expect(requests.count == 40 && under.max() == 4)
        let seeds = Set(requests.compactMap { $0["request"]?["seed"]?.int })
        #expect(seeds.count == 40 && seeds.allSatisfy { $0 >= 0 && $0 < 1 << 31 })
        #expect(requests[0]["request"]?["stream"]?.bool == false)
    }
}
