/// The framing of TensorFlow's record files: length, its checksum, the bytes, their checksum.
///
/// https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
enum EventRecord {
    /// Appends `message` as a record.
    static func append(_ message: [UInt8], to bytes: inout [UInt8]) {
        withUnsafeBytes(of: UInt64(message.count).littleEndian) { length in
            bytes.append(contentsOf: length)
            append(CRC32C.masked(length), to: &bytes)
        }
        bytes.append(contentsOf: message)
        append(message.withUnsafeBytes { CRC32C.masked($0) }, to: &bytes)
    }

    private static func append(_ checksum: UInt32, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: checksum.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
