import JSON

/// What TensorBoard shall show of a run, on its way to an `events.out.tfevents.*` of the run's folder.
///
/// It repeats what other files hold, so it is written in larger pieces than they are: readers see a step at the next
/// flush, and a killed process may take the last of them along.
struct EventLog: Sendable {
    /// With this many bytes nobody waits for the next flush.
    private static let most = 64 << 10
    private static let prefix = "events.out.tfevents."

    /// The file's name.
    let name: String
    /// Whole records that are not written yet.
    private(set) var pending: [UInt8] = []
    private var scalars = ScalarEvent()
    /// The parameters, until the first step is known.
    private var parameters: ProtocolBuffer?
    private var hasStep = false
    private var hasScalars = false

    /// Begins a file beside those that `folder` holds.
    ///
    /// TensorBoard reads the files of a folder in the order of their names, so the name comes after all that are there,
    /// whatever the clock says.
    init(folder: String, time: Timestamp) throws {
        let earlier = try Files.names(in: folder).compactMap { name in
            name.hasPrefix(Self.prefix) ? Int(name.dropFirst(Self.prefix.count).prefix { $0 != "." }) : nil
        }
        let number = String(max(time.milliseconds / 1000, (earlier.max() ?? 0) + 1))
        name = Self.prefix + String(repeating: "0", count: max(0, 10 - number.count)) + number + ".assay"
        add(EventMessage.version(time: time.seconds))
    }

    /// Adds the numbers of a step.
    ///
    /// - Returns: whether they should be flushed now: the first, which somebody may be waiting for, and great heaps.
    mutating func log(step: Int, _ values: JSONObject, time: JSONObject, elapsed: Double, at now: Timestamp) -> Bool {
        scalars.begin()
        scalars.add(values)
        if time["elapsed_seconds"] == nil { scalars.add("elapsed_seconds", prefix: "time/", elapsed) }
        scalars.add(time, prefix: "time/")
        scalars.end(time: now.seconds, step: step)
        begin(step: step, at: now)
        EventRecord.append(scalars.event.bytes, to: &pending)
        defer { hasScalars = true }
        return !hasScalars || pending.count >= Self.most
    }

    /// Adds a text.
    mutating func log(_ tag: String, markdown: String, step: Int, at now: Timestamp) {
        begin(step: step, at: now)
        add(EventMessage.text(tag, markdown, time: now.seconds, step: step))
    }

    /// Adds the parameters, or has them follow the first step's mark.
    mutating func log(parameters content: ProtocolBuffer, at now: Timestamp) {
        let event = EventMessage.hyperparameters("_hparams_/session_start_info", content, time: now.seconds)
        if hasStep { add(event) } else { parameters = event }
    }

    /// Adds how the run ended, if it is known, and whatever was held back.
    mutating func end(_ content: ProtocolBuffer?, at now: Timestamp) {
        addParameters()
        guard let content else { return }
        add(EventMessage.hyperparameters("_hparams_/session_end_info", content, time: now.seconds))
    }

    /// Forgets what was written.
    mutating func forgetPending() { pending.removeAll(keepingCapacity: true) }

    private mutating func add(_ event: ProtocolBuffer) { EventRecord.append(event.bytes, to: &pending) }

    /// Marks the first step of this file: what an earlier one says of it and of later ones is over, as its process was killed
    /// and they are done again. TensorBoard takes the first mark of all for a beginning.
    private mutating func begin(step: Int, at now: Timestamp) {
        guard !hasStep else { return }
        add(EventMessage.start(time: now.seconds, step: step))
        addParameters()
        hasStep = true
    }

    private mutating func addParameters() {
        if let parameters { add(parameters) }
        parameters = nil
    }
}
