import Disk
import JSON

/// What TensorBoard's hparams plugin is told of a run.
///
/// A run says nothing of the experiment as a whole (`_hparams_/experiment`): of all the runs in a folder TensorBoard would
/// take one's word for every other's, and without it works out the parameters and metrics from all of them.
///
/// Numbers of fields are those of plugin_data.proto in
/// https://github.com/tensorflow/tensorboard/tree/master/tensorboard/plugins/hparams.
enum HyperparameterSession {
    /// The parameters, and the group of runs that differ in nothing but the seed: TensorBoard shows their averages.
    ///
    /// - Parameter source: The script as it runs.
    static func start(_ info: RunInfo, source: String) -> ProtocolBuffer {
        var parameters: JSONObject = ["script": .string(RunNaming.stem(info.script))]
        for parameter in info.parameters { parameters[parameter.name] = parameter.scalar }
        return data(3) { start in
            for parameter in parameters.members {
                start.add(1) { entry in
                    entry.add(1, parameter.key)
                    entry.add(2) { $0.add(parameter.value) }
                }
            }
            start.add(4, group(info, source: source))
            start.add(5, info.started.seconds)
        }
    }

    /// How a run ended; nil where it may go on, since TensorBoard keeps the first end it is told of.
    static func end(_ status: RunStatus, time: Timestamp) -> ProtocolBuffer? {
        let number: Int
        switch status {
        case .completed, .pruned: number = 1  // STATUS_SUCCESS
        case .failed: number = 2  // STATUS_FAILURE
        case .running, .interrupted, .killed: return nil
        }
        return data(4) { end in
            end.add(1, number)
            end.add(2, time.seconds)
        }
    }

    /// One name for all runs of a script's text with the same parameters: what the command line set, for people, and a hash
    /// of all parameters and the text.
    static func group(_ info: RunInfo, source: String) -> String {
        var hash = ContentHash()
        hash.add(RunNaming.stem(info.script))
        hash.add(source)
        for parameter in info.parameters {
            hash.add(parameter.name)
            hash.add(parameter.value.text)
        }
        let set = info.parameters.filter(\.isSet).map { "\($0.name)=\($0.scalar.string ?? $0.value.text)" }
        let words = ([RunNaming.stem(info.script)] + set).joined(separator: " ")
        return (words.count > 120 ? words.prefix(119) + "…" : words[...]) + " #" + hash.hexadecimal().prefix(8)
    }

    private static func data(_ field: Int, _ body: (inout ProtocolBuffer) -> Void) -> ProtocolBuffer {
        var data = ProtocolBuffer()
        data.add(1, 0)  // The version.
        data.add(field, body)
        return data
    }
}

extension ProtocolBuffer {
    /// Adds the fields of a `google.protobuf.Value`, which holds no lists here and no numbers that JSON cannot write.
    fileprivate mutating func add(_ value: JSONValue) {
        switch value {
        case .bool(let value): add(4, value)
        case .int(let value): add(2, Double(value))
        case .number(let value) where value.isFinite: add(2, value)
        case .number(let value): add(3, value.description)
        case .string(let text): add(3, text)
        default: add(3, value.text)
        }
    }
}
