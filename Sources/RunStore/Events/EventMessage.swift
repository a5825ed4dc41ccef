/// The parts of TensorFlow's `Event` message that a run needs.
///
/// Numbers of fields are those of event.proto, summary.proto and tensor.proto in
/// https://github.com/tensorflow/tensorboard/tree/master/tensorboard/compat/proto.
enum EventMessage {
    /// The first event of every file.
    static func version(time: Double) -> ProtocolBuffer {
        event(time: time, step: 0) { event in
            event.add(3, "brain.Event:2")
            event.add(10) { source in source.add(1, "assay") }
        }
    }

    /// The beginning of a session at `step`: from the second one on, readers forget what they read of that step and later ones.
    static func start(time: Double, step: Int) -> ProtocolBuffer {
        event(time: time, step: step) { event in
            event.add(7) { log in log.add(1, 1) }  // SessionLog.START
        }
    }

    /// A text, which TensorBoard shows as Markdown.
    static func text(_ tag: String, _ markdown: String, time: Double, step: Int) -> ProtocolBuffer {
        value(tag, plugin: "text", content: nil, time: time, step: step) { tensor in
            tensor.add(1, 7)  // DT_STRING
            tensor.add(2, ProtocolBuffer())  // A shape without dimensions: one value.
            tensor.add(8, markdown)
        }
    }

    /// Something that the hparams plugin reads from a tag's metadata.
    static func hyperparameters(_ tag: String, _ content: ProtocolBuffer, time: Double) -> ProtocolBuffer {
        value(tag, plugin: "hparams", content: content, time: time, step: 0) { tensor in
            tensor.add(1, 1)  // DT_FLOAT
            tensor.add(2) { shape in shape.add(2, ProtocolBuffer()) }  // One dimension of size 0: no value.
        }
    }

    /// A summary of one value that belongs to a plugin.
    ///
    /// The metadata's `data_class` stays unset: TensorBoard then fills in the one under which the plugin looks for its
    /// data, while under any other it finds none.
    private static func value(
        _ tag: String, plugin: String, content: ProtocolBuffer?, time: Double, step: Int,
        tensor: (inout ProtocolBuffer) -> Void
    ) -> ProtocolBuffer {
        event(time: time, step: step) { event in
            event.add(5) { summary in
                summary.add(1) { value in
                    value.add(1, tag)
                    value.add(9) { metadata in
                        metadata.add(1) { data in
                            data.add(1, plugin)
                            if let content { data.add(2, content) }
                        }
                    }
                    value.add(8, tensor)
                }
            }
        }
    }

    private static func event(time: Double, step: Int, _ body: (inout ProtocolBuffer) -> Void) -> ProtocolBuffer {
        var event = ProtocolBuffer()
        event.add(1, time)
        event.add(2, step)
        body(&event)
        return event
    }
}
