import Foundation
import Testing
import Torch
import Training

private struct AdamWGoldens: Decodable {
    struct Values: Decodable {
        var matrix: [[Float]]
        var vector: [Float]
    }
    struct Step: Decodable {
        var gradients: Values
        var norm: Double
        var learning_rate: Double
        var after: Values
    }
    struct Settings: Decodable {
        var learning_rate: Double
        var beta1: Double
        var beta2: Double
        var weight_decay: Double
        var gradient_clip: Double
        var warmup_steps: Int
        var total_steps: Int
        var final_fraction: Double
    }
    var settings: Settings
    var parameters: Values
    var steps: [Step]
}

@Suite struct AdamWGoldenTests {
    /// Clipping, schedule, decay and steps are those of torch.optim.AdamW.
    @Test func trajectoryEqualsPyTorch() throws {
        let golden = try JSONDecoder().decode(AdamWGoldens.self, from: golden("adamw.json"))
        let s = golden.settings
        func tensors(_ values: AdamWGoldens.Values) throws -> [Tensor] {
            [
                try Tensor(values.matrix.flatMap { $0 }, shape: [values.matrix.count, values.matrix[0].count]),
                try Tensor(values.vector),
            ]
        }
        let parameters = try tensors(golden.parameters)
        let optimizer = try AdamW(
            [
                .init(parameters: [parameters[0]], learningRate: s.learning_rate, weightDecay: s.weight_decay),
                .init(parameters: [parameters[1]], learningRate: s.learning_rate),
            ], betas: (s.beta1, s.beta2))
        let schedule = WarmupLinearDecay(warmup: s.warmup_steps, total: s.total_steps, final: s.final_fraction)
        for (i, step) in golden.steps.enumerated() {
            let gradients = try tensors(step.gradients)
            #expect(close(try AdamW.clip(gradients, to: s.gradient_clip), step.norm, 1e-5))
            #expect(close(s.learning_rate * schedule.factor(i + 1), step.learning_rate, 1e-12))
            try optimizer.step(gradients: gradients, scale: schedule.factor(i + 1))
            for (found, expected) in zip(parameters, try tensors(step.after)) {
                for (a, b) in zip(try found.floats(), try expected.floats()) { #expect(close(Double(a), Double(b))) }
            }
        }
    }
}
