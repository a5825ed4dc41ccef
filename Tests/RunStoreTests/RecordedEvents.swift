import Foundation
import TestSupport

/// A message of Protocol Buffers, read without knowing its kind.
struct Message {
    enum Value {
        case varint(UInt64)
        case bits64(UInt64)
        case bits32(UInt32)
        case bytes(Data)
    }
    private(set) var fields: [(number: Int, value: Value)] = []

    init(_ data: Data) throws {
        var rest = data
        func varint() throws -> UInt64 {
            var (value, shift): (UInt64, UInt64) = (0, 0)
            while true {
                guard let byte = rest.popFirst(), shift < 64 else { throw CocoaError(.fileReadCorruptFile) }
                value |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { return value }
                shift += 7
            }
        }
        func take(_ count: Int) throws -> Data {
            guard count <= rest.count else { throw CocoaError(.fileReadCorruptFile) }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
        while !rest.isEmpty {
            let key = try varint()
            let value: Value =
                switch key & 7 {
                case 0: .varint(try varint())
                case 1: .bits64(UInt64(littleEndian: try take(8)))
                case 2: .bytes(try take(Int(try varint())))
                case 5: .bits32(UInt32(littleEndian: try take(4)))
                default: throw CocoaError(.fileReadCorruptFile)
                }
            fields.append((Int(key >> 3), value))
        }
    }

    /// The values of field `number`, in order.
    func all(_ number: Int) -> [Value] { fields.filter { $0.number == number }.map(\.value) }

    func messages(_ number: Int) throws -> [Message] {
        try all(number).compactMap { if case .bytes(let data) = $0 { try Message(data) } else { nil } }
    }

    func text(_ number: Int) -> String? {
        if case .bytes(let data)? = all(number).first { String(decoding: data, as: UTF8.self) } else { nil }
    }

    func int(_ number: Int) -> Int? { if case .varint(let value)? = all(number).first { Int(value) } else { nil } }

    func double(_ number: Int) -> Double? {
        if case .bits64(let bits)? = all(number).first { Double(bitPattern: bits) } else { nil }
    }

    func float(_ number: Int) -> Float? {
        if case .bits32(let bits)? = all(number).first { Float(bitPattern: bits) } else { nil }
    }
}

/// What the event files of a run hold.
struct RecordedEvents {
    /// The files' names in the order in which TensorBoard reads them.
    let names: [String]
    private(set) var events: [Message] = []

    /// - Throws: when a record is cut off or one of its checksums is wrong.
    init(_ run: String) throws {
        names = try FileManager.default.contentsOfDirectory(atPath: run).filter { $0.contains("tfevents") }.sorted()
        for name in names {
            var rest = try Data(contentsOf: URL(fileURLWithPath: run + "/" + name))
            while !rest.isEmpty {
                guard rest.count >= 16 else { throw CocoaError(.fileReadCorruptFile) }
                let (length, checksum) = (rest.prefix(8), UInt32(littleEndian: rest.dropFirst(8).prefix(4)))
                let count = Int(UInt64(littleEndian: length))
                guard checksum == Self.masked(length), rest.count >= 16 + count else {
                    throw CocoaError(.fileReadCorruptFile)
                }
                let body = rest.dropFirst(12).prefix(count)
                guard UInt32(littleEndian: rest.dropFirst(12 + count).prefix(4)) == Self.masked(body) else {
                    throw CocoaError(.fileReadCorruptFile)
                }
                events.append(try Message(body))
                rest = rest.dropFirst(16 + count)
            }
        }
    }

    /// The scalars of `tag`: time, step, value.
    func scalars(_ tag: String) throws -> [(time: Double, step: Int, value: Float)] {
        try values(tag).compactMap { event, value in
            value.float(2).map { (event.double(1) ?? 0, event.int(2) ?? 0, $0) }
        }
    }

    /// The texts of `tag` and their steps.
    func texts(_ tag: String) throws -> [(step: Int, text: String)] {
        try values(tag).compactMap { event, value in
            try value.messages(8).first?.text(8).map { (event.int(2) ?? 0, $0) }
        }
    }

    /// What the hparams plugin reads under `tag`.
    func hyperparameters(_ tag: String) throws -> [Message] {
        try values("_hparams_/" + tag).compactMap { _, value in
            try value.messages(9).first?.messages(1).first?.messages(2).first
        }
    }

    private func values(_ tag: String) throws -> [(event: Message, value: Message)] {
        try events.flatMap { event in
            try (event.messages(5).first?.messages(1) ?? []).filter { $0.text(1) == tag }.map { (event, $0) }
        }
    }

    /// CRC-32C, bit by bit, and its mask.
    static func masked(_ bytes: Data) -> UInt32 {
        let value = checksum(bytes)
        return (value >> 15 | value << 17) &+ 0xA282_EAD8
    }

    static func checksum(_ bytes: Data) -> UInt32 {
        var value = ~UInt32(0)
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 0 ? value >> 1 : 0x82F6_3B78 ^ (value >> 1) }
        }
        return ~value
    }
}

extension FixedWidthInteger {
    fileprivate init(littleEndian data: Data) {
        self = 0
        for byte in data.reversed() { self = self << 8 | Self(byte) }
    }
}
