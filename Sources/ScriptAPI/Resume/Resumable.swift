internal import JSON
internal import Models
internal import Rollouts
internal import Torch

/// An object of the script that changes as it is used, and must be what it was when a killed run goes on.
protocol Resumable: AnyObject {
    /// What has changed since the object was made; nil while nothing has. Running the script again makes the rest.
    var resumableState: ResumableState? { get throws }
}

/// The changing part of an object.
struct ResumableState {
    /// The numbers that change in place, in a fixed order.
    var tensors: [Tensor]
    /// Whatever else changes.
    var values: JSONObject = [:]
    /// Told once the tensors are what they were.
    var restored: (_ values: JSONObject) throws -> Void = { _ in }

    /// Writes the tensors to the safetensors file at `path`.
    func save(_ path: String) throws {
        let shapes = tensors.enumerated().map { TensorShape("\($0.offset)", $0.element.shape) }
        try SafeTensorsFile.write(path, shapes) { try tensors[Int($0)!].floats() }
    }

    /// Gives the tensors the numbers of the file at `path`.
    ///
    /// - Throws: `CheckpointError` when the file is not theirs.
    func restore(_ path: String, _ values: JSONObject) throws {
        let file = try SafeTensorsFile(path)
        for (index, tensor) in tensors.enumerated() {
            guard file.dimensions("\(index)") == tensor.shape else {
                throw CheckpointError(
                    path, "the tensor \(index) is not of the shape \(tensor.shape); rerun the run instead")
            }
            let numbers = try file.floats("\(index)")
            try tensor.withFloats { _ = $0.update(fromContentsOf: numbers) }
        }
        try restored(values)
    }
}

/// When a run makes its next restart point.
///
/// It depends on clocks, which is allowed: a restart point changes no number of the run.
struct RestartSchedule {
    /// Where nothing else is asked for, restart points take at most this share of a run's time.
    private static let share = 0.02
    /// The least time between two in seconds where nothing else is asked for.
    private static let usual = 15.0
    /// The least time between two in seconds, as asked for.
    var interval: Double?
    private var last = ContinuousClock.now
    /// What the last one took.
    private var cost = Duration.zero

    var isDue: Bool {
        last.duration(to: .now).seconds >= interval ?? max(Self.usual, cost.seconds / Self.share)
    }

    mutating func make(_ body: () throws -> Void) rethrows {
        let started = ContinuousClock.now
        try body()
        last = .now
        cost = started.duration(to: last)
    }
}
