import ModelLanguage
import Sampling
import Statistics

/// Computes a run again in one thread of this process, leaf by leaf, with nothing of a cluster in between.
enum Verification {
    /// The estimates of all draws of `layout`; `progress` is told the share that is done.
    static func estimates(
        of plan: Plan, sampler: Sampler, seed: UInt64, layout: DrawLayout, progress: (Double) -> Void
    ) -> RunEstimates {
        let evaluator = ShardEvaluator(plan: plan, sampler: sampler, seed: seed, layout: layout)
        var tree = MergeTree<Summary>(layout: layout)
        for replicate in 0..<DrawLayout.replicates {
            for leaf in 0..<layout.leaves(ofReplicate: replicate) {
                let range = ShardRange(replicate: replicate, level: 0, index: leaf)
                if let summary = evaluator.evaluate(range) { _ = tree.insert(summary, at: range) }
                progress(Double(tree.mergedDraws) / Double(layout.draws))
            }
        }
        return RunEstimates(nodes: tree.nodes, shape: plan.shape, arePointsNested: sampler.arePointsNested)
    }
}
