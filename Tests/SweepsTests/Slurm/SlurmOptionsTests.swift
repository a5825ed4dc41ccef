import Sweeps
import Testing

@Suite struct SlurmOptionsTests {
    @Test func aCommaBeginsAnOptionOrBelongsToAValue() throws {
        let options = try SlurmOptions(["partition=gpu,time=1:00:00,nodelist=a1,a2,exclusive,mem=4G", "gres=gpu:1"])
        #expect(
            options.options.map(\.word) == [
                "--partition=gpu", "--time=1:00:00", "--nodelist=a1,a2", "--exclusive", "--mem=4G", "--gres=gpu:1",
            ])
        #expect(options.text == "partition=gpu,time=1:00:00,nodelist=a1,a2,exclusive,mem=4G,gres=gpu:1")
        #expect(try SlurmOptions([options.text]) == options)
    }

    @Test(
        arguments: [
            ("array=1-5", "a sweep sets array itself"), ("arr=1-5", "a sweep sets array itself"),
            ("time=1,no-r=", "a sweep sets no-requeue itself"), ("p=gpu", "\"p\" is no name of an option"),
            ("--partition=gpu", "\"--partition\" is no name"), ("partition", "\"partition\" needs a value"),
            ("partition=", "is empty"), ("comment=a\nb", "control character"),
            ("time=1,time=2", "\"time\" is said twice"),
            ("", "\"\" is no name"), ("signal=USR2@60", "write signal=B:USR1@SECONDS"),
            ("Time=5", "\"Time\" is no name"),
        ])
    func whatIsNoOptionIsRefused(text: String, expected: String) {
        let error = #expect(throws: SweepError.self) { try SlurmOptions([text]) }
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
        #expect(error?.isUsage == true)
    }

    @Test(
        arguments: [
            ("90", 5400), ("1:30", 90), ("1:00:00", 3600), ("2-3", 183600), ("1-0:30", 88200), ("1-00:00:05", 86405),
            ("UNLIMITED", nil), ("1:2:3:4", nil), ("-5", nil), ("1-", nil), ("1-2-3", nil),
            ("99999999999999999999", nil),
        ] as [(String, Int?)])
    func timeLimitsAreSlurms(text: String, seconds: Int?) {
        #expect(SlurmOptions.seconds(of: text) == seconds)
    }

    @Test(
        arguments: [
            ("partition=gpu", 60), ("time=1:00:00", 60), ("time=5", 30), ("time=1", 6), ("time=0:20", 5),
            ("time=UNLIMITED", 60), ("time=1,signal=B:USR1@300", 300),
        ])
    func aTrialIsToldAMinuteBeforeItsEndOrATenth(text: String, lead: Int) throws {
        #expect(try SlurmOptions([text]).lead == lead)
    }
}
