/// What one system solves more than another, and how far that is to be trusted.
package struct Difference: Sendable, Hashable {
    /// How interval and p value were found.
    package enum Method: Sendable, Hashable {
        /// One run and one sample a problem each: McNemar's exact test, Tango's interval.
        case pairs
        /// One run each: t over clusters of problems.
        case clusters(degreesOfFreedom: Int)
        /// Runs of the same seeds: t over seeds and clusters.
        case seedsAndClusters(degreesOfFreedom: Int)
        /// Runs of different seeds: Welch's t over the rates of the runs.
        case welch(degreesOfFreedom: Double)
        /// Nothing varied: McNemar's test and Tango's interval, each cluster counted once.
        case constant
    }

    /// The difference with its 95% interval.
    package let estimate: Estimate
    package let method: Method
    /// Two-sided, of no difference.
    package let p: Double
    /// The smallest p value that the design could reach without an assumption about distributions: all signs alike, or all ranks apart.
    package let attainableP: Double
    /// The smallest difference that such data would show with a probability of 80%; above 1 where there is none.
    package let detectable: Double
    package let tally: ProblemTally
    /// Where a margin was given.
    package let equivalence: Equivalence?
    /// One run and one sample a problem each, in clusters of several: what it would be if problems did not depend on each other.
    package let problemwise: Problemwise?

    /// A comparison that takes problems as independent of each other.
    package struct Problemwise: Sendable, Hashable {
        package let estimate: Estimate
        /// McNemar's exact one.
        package let p: Double

        static let remark =
            "Problems of one cluster depend on each other, so the test is over clusters; McNemar's test over problems would be too sure."
    }

    private init(
        _ contrast: any Contrast, _ method: Method, attainableP: Double, tally: ProblemTally, margin: Double?,
        problemwise: PairedBinary? = nil
    ) {
        estimate = contrast.estimate(within: -1...1)
        (self.method, p, self.attainableP, self.tally) = (method, contrast.p, attainableP, tally)
        detectable = contrast.detectable(power: 0.8)
        equivalence = margin.map { Equivalence(contrast, margin: $0) }
        self.problemwise = problemwise.map { Problemwise(estimate: $0.estimate(within: -1...1), p: $0.p) }
    }

    /// What `arm` solves more than `reference`.
    ///
    /// - Parameter pairsSeeds: whether runs of the same seed belong together.
    init(_ arms: ComparableArms, _ arm: Int, _ reference: Int, pairsSeeds: Bool, margin: Double?) {
        let tally = arms.tally(arm, reference)
        let (seeds, others) = (arms.seeds[arm].count, arms.seeds[reference].count)
        if seeds == 1, others == 1 {
            self.init(pairOf: arms, arm, reference, tally, margin)
            return
        }
        let attainable = pairsSeeds ? AttainableP.paired(seeds: seeds) : AttainableP.unpaired(seeds, others)
        let (ours, theirs) = (arms.grid(arm).seedMeans, arms.grid(reference).seedMeans)
        let contrast =
            pairsSeeds ? arms.differences(arm, reference).contrast() : StudentContrast.welch(ours, theirs)
        guard let contrast else {
            let difference = Spread(ours).mean - Spread(theirs).mean
            self.init(
                PairedBinary(constant: difference, clusters: arms.clusterSizes.count), .constant,
                attainableP: attainable, tally: tally, margin: margin)
            return
        }
        let freedom = contrast.degreesOfFreedom
        self.init(
            contrast,
            pairsSeeds ? .seedsAndClusters(degreesOfFreedom: Int(freedom)) : .welch(degreesOfFreedom: freedom),
            attainableP: attainable, tally: tally, margin: margin)
    }

    /// Of one run each.
    private init(
        pairOf arms: ComparableArms, _ arm: Int, _ reference: Int, _ tally: ProblemTally, _ margin: Double?
    ) {
        let clusters = arms.clusterSizes.count
        let pairs = PairedBinary(onlyFirst: tally.won, onlySecond: tally.lost, count: arms.problemCount)
        if arms.samples == 1, arms.isEachProblemAlone {
            self.init(
                pairs, .pairs, attainableP: AttainableP.paired(seeds: tally.won + tally.lost), tally: tally,
                margin: margin)
            return
        }
        let grid = arms.differences(arm, reference), attainable = AttainableP.paired(seeds: clusters)
        let problemwise = arms.samples == 1 ? pairs : nil
        guard let contrast = grid.contrast() else {
            self.init(
                PairedBinary(constant: grid.mean, clusters: clusters), .constant, attainableP: attainable,
                tally: tally, margin: margin, problemwise: problemwise)
            return
        }
        self.init(
            contrast, .clusters(degreesOfFreedom: clusters - 1), attainableP: attainable, tally: tally, margin: margin,
            problemwise: problemwise)
    }
}

extension Difference.Method {
    /// The method in words.
    package var words: String {
        switch self {
        case .pairs: "McNemar's exact test and Tango's score interval over problems"
        case .clusters(let freedom): "t over clusters of problems (\(freedom) degrees of freedom), paired by problem"
        case .seedsAndClusters(let freedom):
            "t with standard errors clustered by seeds and by problems (Cameron, Gelbach and Miller; \(freedom) "
                + "degree\(freedom == 1 ? "" : "s") of freedom), paired by seed and problem"
        case .welch(let freedom):
            "Welch's t over the rates of the runs (\((freedom * 10).rounded() / 10) degrees of freedom), not paired by seed"
        case .constant: "nothing varied: McNemar's exact test and Tango's score interval, each cluster counted once"
        }
    }
}
