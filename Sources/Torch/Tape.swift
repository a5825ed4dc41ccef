/// One shard's way forward and back: the gradients of the parameters that it trains, added up in place over any number of losses.
///
/// A parameter's gradient is one chain of additions in the order of the tokens, which goes on from loss to loss. Cutting the sequences of a
/// batch into several losses, anywhere between two of them, changes no bit. Nor does a checkpointed segment, whose numbers are
/// computed twice. A parameter that is not trained costs nothing on the way back, nor does what lies before the first one that is.
///
/// Not `Sendable`: each shard has its own.
package final class Tape {
    /// What a parameter is read for. Each has a sum of its own, so that the order of additions does not depend on where losses are cut.
    private enum Use { case product, rows }
    private struct Place: Hashable {
        let parameter: ObjectIdentifier
        let use: Use
    }
    /// Rows that were taken out of a table, where the way back ends.
    private struct Lookup {
        let rows: Tensor, sum: Tensor, indices: [Int32]
        let padding: Int32?
    }
    /// A part of the way of which the input alone is kept.
    private struct Segment {
        let input: Tensor, output: Tensor
        let body: (Tensor, Tape) throws -> Tensor
    }

    /// Bytes that one pass through a transformer may keep for its way back, about; what would take more is computed twice.
    package let activationBytes: Int

    private let trained: [ObjectIdentifier: Tensor]
    private var sums: [Place: Tensor] = [:]
    private var lookups: [Lookup] = []
    private var segments: [Segment] = []
    /// The tensors at which gradients end: nothing before them depends on what is trained, or it is computed again.
    private var leaves: [Tensor] = []
    /// What the way back reads besides.
    private var held: [PackedMatrix] = []
    /// Whether a segment is being looked at without its history, and whether something in it is trained.
    private var looksAhead = false, hasTrained = false

    /// - Parameter parameters: what is trained; nothing for a pass without a way back.
    package init(training parameters: [Tensor] = [], activationBytes: Int = .max) {
        trained = Dictionary(parameters.map { (ObjectIdentifier($0), $0) }, uniquingKeysWith: { first, _ in first })
        self.activationBytes = activationBytes
    }

    /// Goes back from a scalar, adding to the gradients of what is trained. What led to it is let go.
    package func backward(_ loss: Tensor) throws {
        defer { (lookups, segments, leaves, held) = ([], [], [], []) }
        guard loss.requiresGradient else { return }
        // By the leaf, which is kept so that no other gets its identity.
        var gradients: [ObjectIdentifier: (leaf: Tensor, gradient: Tensor)] = [:]
        func pull(_ y: Tensor, _ gradient: Tensor?) throws {
            for (leaf, gradient) in zip(leaves, try y.pulledBack(gradient, to: leaves)) {
                gradients[ObjectIdentifier(leaf)] = gradient.map { (leaf, $0) }
            }
        }
        try pull(loss, nil)
        while let segment = segments.popLast() {
            guard let (_, gradient) = gradients.removeValue(forKey: ObjectIdentifier(segment.output)) else { continue }
            leaves = segment.input.requiresGradient ? [segment.input] : []
            try pull(segment.body(segment.input, self), gradient)
        }
        for lookup in lookups {
            guard let (_, gradient) = gradients[ObjectIdentifier(lookup.rows)] else { continue }
            try lookup.sum.add(gradient, toRows: lookup.indices, padding: lookup.padding)
        }
    }

    /// The gradients of `parameters` so far, nil for those to which nothing was added. The tape forgets what it hands over.
    package func takeGradients(of parameters: [Tensor]) throws -> [Tensor?] {
        try parameters.map { parameter in
            let parts = [Use.rows, .product].compactMap { use in
                sums.removeValue(forKey: Place(parameter: ObjectIdentifier(parameter), use: use))
            }
            for part in parts.dropFirst() { try parts[0].add(part) }
            return parts.first
        }
    }

    /// `[indices.count, width]`: rows of `table`, whose row `padding`, where there is one, learns nothing.
    package func rows(_ table: Tensor, _ indices: [Int32], padding: Int32? = nil) throws -> Tensor {
        let x = try table.rows(indices)
        guard let sum = try sum(of: table, .rows) else { return x }
        let rows = try beginning(at: x, training: [sum])
        lookups.append(Lookup(rows: rows, sum: sum, indices: indices, padding: padding))
        return rows
    }

    /// `body` of `x`. When it is checkpointed, `x` alone is kept for the way back, and `body` runs once more there.
    ///
    /// - Parameters:
    ///   - x: rows of a table, or what another checkpointed segment gave.
    ///   - body: takes nothing that gradients flow to but what it is given.
    package func segment(
        _ x: Tensor, isCheckpointed: Bool, _ body: @escaping (Tensor, Tape) throws -> Tensor
    ) throws -> Tensor {
        guard isCheckpointed, !trained.isEmpty else { return try body(x, self) }
        (looksAhead, hasTrained) = (true, false)
        defer { looksAhead = false }
        let y = try withoutGradient { try body(x, self).detached() }
        guard x.requiresGradient || hasTrained else { return y }
        try y.requireGradient()
        leaves.append(y)
        segments.append(Segment(input: x, output: y, body: body))
        return y
    }

    /// `x @ weight.T`, plus `residual`, `bias` and adapters; see `Tensor.linear`.
    ///
    /// - Parameter packed: the weight as it is packed, where it is kept so.
    package func linear(
        _ x: Tensor, _ weight: Tensor, packed: PackedMatrix? = nil, bias: Tensor? = nil,
        adapters: [LowRank<Tensor>] = [],
        addingTo residual: Tensor? = nil
    ) throws -> Tensor {
        let weight = try parameter(weight, packed: packed), bias = try bias.map { try parameter($0) }
        let adapters = try adapters.map {
            LowRank(down: try parameter($0.down), up: try parameter($0.up), scale: $0.scale, column: $0.column)
        }
        return try beginning(at: x, training: [weight.sum, bias?.sum] + adapters.map(\.up.sum))
            .linear(weight, bias: bias, adapters: adapters, addingTo: residual)
    }

    /// See `Tensor.rmsNorm`.
    package func rmsNorm(_ x: Tensor, _ weight: Tensor, epsilon: Double) throws -> Tensor {
        let weight = try parameter(weight)
        return try beginning(at: x, training: [weight.sum]).rmsNorm(weight, epsilon: epsilon)
    }

    /// See `Tensor.headNorm`.
    package func headNorm(
        _ qkv: Tensor, queries: Tensor, keys: Tensor, _ shape: AttentionShape, epsilon: Double
    ) throws -> Tensor {
        let queries = try parameter(queries), keys = try parameter(keys)
        return try beginning(at: qkv, training: [queries.sum, keys.sum])
            .headNorm(queries: queries, keys: keys, shape, epsilon: epsilon)
    }

    /// The log-probabilities of `targets`, and entropies, under the softmax of `x @ weight.T`; see `Tensor.logProbs`.
    package func logProbs(
        _ x: Tensor, _ weight: Tensor, packed: PackedMatrix? = nil, of targets: [Int32], withEntropies: Bool = false,
        limit: Int? = nil
    ) throws -> (logProbs: Tensor, entropies: Tensor?) {
        let weight = try parameter(weight, packed: packed)
        return try beginning(at: x, training: [weight.sum])
            .logProbs(weight, of: targets, withEntropies: withEntropies, limit: limit)
    }

    private func parameter(_ values: Tensor, packed: PackedMatrix? = nil) throws -> Parameter {
        if let packed, !trained.isEmpty { held.append(packed) }
        return Parameter(values, sum: try sum(of: values, .product), packed: packed)
    }

    /// What the gradient of `parameter` is added to, zeros at first; nil if it is not trained.
    private func sum(of parameter: Tensor, _ use: Use) throws -> Tensor? {
        guard trained[ObjectIdentifier(parameter)] != nil else { return nil }
        let place = Place(parameter: ObjectIdentifier(parameter), use: use)
        if let sum = sums[place] { return sum }
        let sum = try parameter.zerosLike()
        sums[place] = sum
        return sum
    }

    /// `x` for a layer that trains what has `sums`: where nothing before it was trained, gradients begin to flow here.
    private func beginning(at x: Tensor, training sums: [Tensor?]) throws -> Tensor {
        guard sums.contains(where: { $0 != nil }) else { return x }
        hasTrained = true
        guard !looksAhead, !x.requiresGradient else { return x }
        let leaf = try x.detached()
        try leaf.requireGradient()
        leaves.append(leaf)
        return leaf
    }
}
