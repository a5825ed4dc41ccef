import Foundation
import Rollouts
import Sandbox
import Testing

/// Marks on outcomes whose repetition may differ.
@Suite struct NondeterminismTests {
    private let executor = try! SandboxExecutor(.python(), limits: .forTests)

    @Test(arguments: [
        ("import time", [NondeterminismSource.clock]), ("import sys, time as t", [.clock]),
        ("from datetime import date", [.clock]),
        ("if 1: import os; x = os.urandom(0)", [.entropy]), ("from random import SystemRandom", [.entropy]),
        ("import random; random.Random()", [.entropy]), ("import random\nrandom.seed()", [.entropy]),
        ("import uuid, secrets", [.entropy]), ("import threading", [.threads]), ("import ctypes", [.system]),
        ("x = __import__('math')", [.system]), ("import time, uuid, threading", [.clock, .entropy, .threads]),
        ("time = 1; print(time)", []), ("import random; random.seed(1); random.Random(2)", []),
        ("import sys, math, collections, timer if 0 else 0", []), ("urandoms = sometime = 1", []), ("", []),
    ]) func wordsOfAProgramAreSigns(source: String, variations: [NondeterminismSource]) throws {
        let outcome = try executor.judge([
            Submission(source: source + "\n#", tests: [TestCase(input: "", expected: "")])
        ])
        #expect(outcome[0].outcomes[0].mayVary == variations)
    }

    @Test func aLineOfManyImportsTakesNoTime() throws {
        let source = "#" + String(repeating: " import import_", count: 200_000)
        #expect(try executor.run(source: source).verdict == .accepted)
    }

    @Test(arguments: [
        ("pass", false), ("print('x' * 900_000)", true), ("print('x' * 700_000)", false),
        ("import sys; sys.stderr.write('x' * 900_000)", true), ("x = b'x' * 100_000_000", true),
        ("x = b'x' * 50_000_000", false),
        ("while True: print('x' * 1000)", false), ("x = b'x' * 1_000_000_000", false),
    ]) func programsNearALimitAreMarked(source: String, isNear: Bool) throws {
        #expect(try executor.run(source: source).nearLimit == isNear)
    }

    @Test func oldRecordsCanBeRead() throws {
        let outcome = TestOutcome(verdict: .wrongAnswer, output: "1", nearLimit: true, mayVary: [.clock])
        let data = try JSONEncoder().encode(outcome)
        #expect(try JSONDecoder().decode(TestOutcome.self, from: data) == outcome)
        let old =
            #"{"verdict":"accepted","output":"","errorOutput":"","cpuSeconds":0,"wallSeconds":0,"peakMemory":0,"exitStatus":0}"#
        #expect(try JSONDecoder().decode(TestOutcome.self, from: Data(old.utf8)) == TestOutcome(verdict: .accepted))
    }
}
