import RunStore
import Disk

/// Writes a table as an Apache Parquet file (parquet.apache.org/docs/file-format): plain values under zstd, one page a column and row group.
///
/// A library for it would be Arrow's, of several hundred MB; what a flat table needs of the format fits this file.
struct ParquetFile {
    /// How many rows a row group has: few enough to be held in memory by readers, and for a page to stay far below its 2 GB.
    private static let groupRows = 1 << 16

    // Numbers of the format (parquet.thrift).
    private static let version = 1
    private static let (plain, rle) = (0, 3)
    private static let zstd = 6
    private static let optional = 1
    private static let utf8 = 0
    private static let dataPage = 0

    private let table: ExportTable

    init(_ table: ExportTable) { self.table = table }

    /// Writes the file.
    func write(_ write: ([UInt8]) throws -> Void) throws {
        try write(Array("PAR1".utf8))
        var (groups, written): ([[UInt8]], Int) = ([], 4)
        for start in stride(from: 0, to: table.count, by: Self.groupRows) {
            groups.append(try group(start..<min(table.count, start + Self.groupRows), &written, write))
        }
        let metadata = ThriftCompact.structure { file in
            file.int32(1, Self.version)
            file.structures(2, schema)
            file.int64(3, table.count)
            file.structures(4, groups)
            file.text(6, "assay")
        }
        var end = metadata
        Self.append(UInt32(metadata.count), &end)
        try write(end + "PAR1".utf8)
    }

    private var schema: [[UInt8]] {
        let root = ThriftCompact.structure { element in
            element.text(4, "schema")
            element.int32(5, table.columns.count)
        }
        return [root]
            + table.columns.map { column in
                ThriftCompact.structure { element in
                    element.int32(1, Self.type(column.kind))
                    element.int32(3, Self.optional)
                    element.text(4, column.name)
                    if case .texts = column.kind {
                        element.int32(6, Self.utf8)
                        // The logical type STRING, the first of its union.
                        element.structure(10) { $0.structure(1) { _ in } }
                    }
                }
            }
    }

    private static func type(_ kind: ExportTable.Column.Kind) -> Int {
        switch kind {
        case .booleans: 0
        case .integers: 2
        case .numbers: 5
        case .texts: 6
        }
    }

    /// Writes the pages of some rows.
    ///
    /// - Parameter written: how many bytes of the file were written before, and are after.
    /// - Returns: the row group's metadata.
    private func group(
        _ rows: Range<Int>, _ written: inout Int, _ write: ([UInt8]) throws -> Void
    ) throws -> [UInt8] {
        var (chunks, total): ([[UInt8]], Int) = ([], 0)
        for column in table.columns {
            let page = Self.page(column.cells(rows))
            let compressed = try Zstandard.compress(page)
            let header = ThriftCompact.structure { header in
                header.int32(1, Self.dataPage)
                header.int32(2, page.count)
                header.int32(3, compressed.count)
                header.structure(5) { data in
                    data.int32(1, rows.count)
                    data.int32(2, Self.plain)
                    data.int32(3, Self.rle)
                    data.int32(4, Self.rle)
                }
            }
            let start = written
            try write(header + compressed)
            written += header.count + compressed.count
            total += header.count + page.count
            chunks.append(
                ThriftCompact.structure { chunk in
                    chunk.int64(2, start)
                    chunk.structure(3) { metadata in
                        metadata.int32(1, Self.type(column.kind))
                        metadata.int32s(2, [Self.plain, Self.rle])
                        metadata.texts(3, [column.name])
                        metadata.int32(4, Self.zstd)
                        metadata.int64(5, rows.count)
                        metadata.int64(6, header.count + page.count)
                        metadata.int64(7, header.count + compressed.count)
                        metadata.int64(9, start)
                    }
                })
        }
        return ThriftCompact.structure { group in
            group.structures(1, chunks)
            group.int64(2, total)
            group.int64(3, rows.count)
        }
    }

    /// Which rows have a value, then the values.
    private static func page(_ cells: ExportTable.Cells) -> [UInt8] {
        var bytes: [UInt8] = []
        switch cells {
        case .integers(let values):
            levels(values.map { $0 != nil }, &bytes)
            for case let value? in values { append(UInt64(bitPattern: Int64(value)), &bytes) }
        case .numbers(let values):
            levels(values.map { $0 != nil }, &bytes)
            for case let value? in values { append(value.bitPattern, &bytes) }
        case .booleans(let values):
            levels(values.map { $0 != nil }, &bytes)
            for (index, value) in values.compactMap({ $0 }).enumerated() {
                if index % 8 == 0 { bytes.append(0) }
                if value { bytes[bytes.count - 1] |= 1 << UInt8(index % 8) }
            }
        case .texts(let values):
            levels(values.map { $0 != nil }, &bytes)
            for case let value? in values {
                append(UInt32(value.utf8.count), &bytes)
                bytes += value.utf8
            }
        }
        return bytes
    }

    /// The definition levels, 1 where there is a value, as runs of the hybrid encoding behind their length.
    private static func levels(_ present: [Bool], _ bytes: inout [UInt8]) {
        var (runs, start): ([UInt8], Int) = ([], 0)
        for index in present.indices where index + 1 == present.count || present[index + 1] != present[index] {
            ThriftCompact.varint(UInt64(index + 1 - start) << 1, &runs)
            runs.append(present[index] ? 1 : 0)
            start = index + 1
        }
        append(UInt32(runs.count), &bytes)
        bytes += runs
    }

    private static func append(_ value: some FixedWidthInteger, _ bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }
}

extension ExportTable {
    /// Writes the table as an Apache Parquet file.
    package func writeParquet(_ write: ([UInt8]) throws -> Void) throws { try ParquetFile(self).write(write) }

    /// Puts what `body` writes at `path`, whole or not at all.
    package static func file(_ path: String, _ body: (_ write: ([UInt8]) throws -> Void) throws -> Void) throws {
        do { try Disk.replace(path, body) } catch let error as SystemError {
            throw RunStoreError.cannotWrite(path, error.number)
        }
    }
}
