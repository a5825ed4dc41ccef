import Sweeps
import Testing

@Suite struct SlurmArrayTests {
    @Test func rangesAreShort() {
        let arrays = SlurmArray.arrays(of: [9, 1, 2, 3, 7, 10, 3], size: 1001)
        #expect(arrays.map(\.base) == [0])
        #expect(arrays[0].text(atOnce: nil) == "1-3,7,9-10")
        #expect(arrays[0].text(atOnce: 4) == "1-3,7,9-10%4")
        #expect(arrays[0].log == "%a.log")
    }

    /// Slurm fills `%3a` up with zeros: the task 5 of the second array writes to `1005.log`.
    @Test func manyTrialsAreSeveralArraysWhoseLogsBearTheTrialsNumbers() {
        let arrays = SlurmArray.arrays(of: Array(1...2500), size: 1001)
        #expect(arrays.map(\.base) == [0, 1000, 2000])
        #expect(arrays.map { $0.text(atOnce: nil) } == ["1-999", "0-999", "0-500"])
        #expect(arrays.map(\.log) == ["%a.log", "1%3a.log", "2%3a.log"])
        #expect(arrays.allSatisfy { $0.indices.allSatisfy { $0 < 1001 } })
    }

    @Test func aSmallBoundIsKept() {
        let arrays = SlurmArray.arrays(of: [5, 12, 99], size: 10)
        #expect(arrays.map(\.base) == [0, 10, 90])
        #expect(arrays.map(\.indices) == [[5], [2], [9]])
        #expect(arrays.map(\.log) == ["%a.log", "1%1a.log", "9%1a.log"])
    }

    @Test func noTrialsAreNoArrays() { #expect(SlurmArray.arrays(of: [], size: 1001).isEmpty) }
}
