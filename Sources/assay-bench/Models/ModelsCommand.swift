import ArgumentParser
import Foundation
import Models
import Rendering
import Torch

/// Measures models beside `transformers`, llama.cpp and the limits of the machine.
struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "Measures models beside transformers, llama.cpp and the machine's matrix products.",
        discussion: """
            Each side does the same work on the same weights, in turn, on one thread and on two; the better count is
            compared, by the median of the rounds. The limit is the work's floating point operations at the rate of the
            fastest square product, torch's or ours, of the same rounds. All of it is done with each variant of the
            kernels that the machine has, and the others' libraries are held to the same instructions.
            """)

    @Option(help: "A checkpoint folder, by default experiments/minicoder; random weights where it holds none.")
    var checkpoint: String?

    @Option(help: "How often each figure is taken.")
    var rounds: Int?

    @Flag(
        help: ArgumentHelp(
            "Measures SmolLM2-135M's shape instead, with random weights and batches of 16.",
            discussion: "llama.cpp is given a float32 and a bfloat16 file. A round takes minutes; one is the default."))
    var large = false

    @Flag(help: "Counts CPU seconds of one thread on all sides, for a machine on which other work runs.")
    var cpuTime = false

    @Flag(help: "Few rounds, one model, short batches: to see that it works.")
    var quick = false

    @Option(help: ArgumentHelp("Writes all figures there too.", valueName: "file"))
    var json: String?

    @Option(
        help: ArgumentHelp(
            "The variant of the kernels to measure with, or several; by default avx512 and avx2 where the machine has them.",
            valueName: "variant"))
    var kernels: [String] = []

    @Flag(help: "Leaves out llama.cpp, whose installation compiles it for some minutes.")
    var withoutLlama = false

    @Option(
        help: ArgumentHelp(
            "For a profiler: only our side of one measure, on one thread, for ten seconds.", valueName: "measure"))
    var loop: Workload.Measure?

    @Option(help: ArgumentHelp("A Python that imports torch and transformers.", visibility: .hidden))
    var python = "python3"

    @Option(help: ArgumentHelp("The project's folder.", visibility: .hidden))
    var root = "."

    /// A second shape, of 0.9M parameters, with heads as wide as minicoder's.
    private static let wider = TransformerConfig(
        vocabularySize: 640, hiddenSize: 128, intermediateSize: 352, layers: 4, heads: 4, maximumPositions: 512,
        tiesEmbeddings: true, pad: 0, end: [3])

    private static let smollm2 = TransformerConfig(
        vocabularySize: 49_152, hiddenSize: 576, intermediateSize: 1536, layers: 30, heads: 9, keyValueHeads: 3,
        maximumPositions: 2048, tiesEmbeddings: true, pad: 0, end: [2])

    /// The one that `ASSAY_KERNELS` names, or all but the one that stands in where nothing better is there.
    private static var variants: [String] {
        if ProcessInfo.processInfo.environment["ASSAY_KERNELS"]?.isEmpty == false { return [kernelVariant] }
        let fast = kernelVariants.filter { $0 != "baseline" }
        return fast.isEmpty ? kernelVariants : fast
    }

    func validate() throws {
        if let rounds, rounds < 1 { throw ValidationError("--rounds is \(rounds); at least 1 is needed") }
        for variant in kernels where !kernelVariants.contains(variant) {
            throw ValidationError(
                "--kernels is '\(variant)'; this machine has \(kernelVariants.joined(separator: ", "))")
        }
    }

    func run() throws {
        var workload = large ? Workload.large : Workload()
        workload.countsCPUTime = cpuTime
        if quick { (workload.rows, workload.trainRows) = (workload.rows / 3, workload.trainRows / 3) }
        let rounds = rounds ?? (large ? 1 : quick ? 2 : 5)
        let folder = checkpoint ?? "\(root)/experiments/minicoder"
        let variants = kernels.isEmpty ? Self.variants : kernels
        var subject = try CheckpointOrShape(folder)
        if large { subject = subject.reshaped(Self.smollm2, name: "SmolLM2-135M's shape") }
        if let loop {
            return try withKernels(variants[0]) { try repeatOurs(loop, workload, subject) }
        }
        let subjects = quick || large ? [subject] : [subject, subject.reshaped(Self.wider, name: "128 wide")]
        var models: [ModelResult] = []
        for variant in variants {
            for subject in subjects {
                models.append(try withKernels(variant) { try measure(subject, workload: workload, rounds: rounds) })
            }
        }
        showProgress(nil)
        let report = Report(machine: Machine(), workload: workload, rounds: rounds, models: models)
        for line in report.lines { print(line) }
        if let json { try writeJSON(report, to: json) }
    }

    private func measure(_ subject: CheckpointOrShape, workload: Workload, rounds: Int) throws -> ModelResult {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let transformer = try subject.transformer()
        return try subject.withCheckpoint(of: transformer) { folder in
            try ModelResult.measure(
                subject.name, transformer: transformer, hasRandomWeights: subject.hasRandomWeights,
                codec: subject.codec,
                workload: workload, rounds: rounds, threads: cores > 1 && !cpuTime ? [1, min(cores, 2)] : [1],
                progress: showProgress, peers: try peers(checkpoint: folder, workload: workload))
        }
    }

    private func peers(checkpoint: String, workload: Workload) throws -> [Peer] {
        let isNarrow = kernelVariant == "avx2"
        let held =
            isNarrow
            ? ["ATEN_CPU_CAPABILITY": "avx2", "MKL_ENABLE_INSTRUCTIONS": "AVX2", "ONEDNN_MAX_CPU_ISA": "AVX2"] : [:]
        let transformers = try Peer(
            .transformers, root: root, python: python, checkpoint: checkpoint, workload: workload, environment: held)
        if withoutLlama { return [transformers] }
        // Instructions are chosen when llama.cpp is built.
        let folder = "\(root)/.deps/bench-llama-\(isNarrow ? "avx2" : "native")"
        let files: [Rounds.Way.Side] = large ? [.llama, .llamaHalf] : [.llama]
        return [transformers]
            + (try files.map {
                try Peer(
                    $0, root: root, python: python, checkpoint: checkpoint, workload: workload,
                    environment: ["PYTHONPATH": folder])
            })
    }

    private func repeatOurs(_ measure: Workload.Measure, _ workload: Workload, _ subject: CheckpointOrShape) throws {
        let ours = try OurSide(subject.transformer(), codec: subject.codec, workload: workload, shards: 1)
        let started = ContinuousClock.now
        var times: [Double] = []
        while ContinuousClock.now - started < .seconds(10) {
            let before = clock()
            try ours.run(measure)
            times.append(Double(clock() - before) / Double(CLOCKS_PER_SEC))
        }
        let rates = [times.min()!, Rounds.median(times)].map {
            NumberFormat.short(Double(workload.units(measure)) / $0)
        }
        print("\(measure.title): \(rates[0]) a CPU second at best, \(rates[1]) in the median of \(times.count)")
    }
}
