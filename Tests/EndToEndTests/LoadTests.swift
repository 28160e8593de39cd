import Testing

/// Many workers of one process.
@Suite struct LoadTests {
    /// They compute what there is to compute, and leave; without a coordinator they say that nobody knew them.
    @Test func manyWorkersComputeAndLeave() throws {
        let cluster = try Cluster()
        let load = ["load", "--coordinator", cluster.workAddress, "--workers", "30"]
        let alone = try cluster.command(load + ["--seconds", "0.5"])
        #expect(alone.status == 1 && alone.output == "30 workers, 0 registered at the end, 30 drained\n")
        try cluster.startCoordinator()
        let run = try cluster.submit(draws: "1M")
        let answer = try cluster.command(load + ["--seconds", "8"])
        #expect(answer.status == 0 && answer.output == "30 workers, 30 registered at the end, 30 drained\n")
        _ = try cluster.digestOfFinished(run)
        #expect(try cluster.command(["verify", run]).status == 0)
    }

    @Test func tooManyAreRefusedBeforeAnythingStarts() throws {
        let answer = try Program.run(["load", "--workers", "10001"])
        #expect(answer.status == 64 && answer.errors.contains("--workers is between 1 and 10000"))
    }
}
