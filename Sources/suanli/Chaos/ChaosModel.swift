/// What `suanli chaos` computes without a model of the user's: every kind of result, and draws that take long enough to be struck.
enum ChaosModel {
    static let name = "chaos.yaml"
    static let text = """
        suanli: 1
        name: chaos
        title: Something to compute while things fail
        inputs:
          demand:   {value: 0.8M to 2.6M}
          capacity: {value: 0.4M to 1.6M}
          yield:    {value: "beta(20, 12)"}
          works:    {value: "bernoulli(0.8)"}
          quality:  {value: "normal(1.05, 0.05)"}
        quantities:
          made:  {formula: "if works then min(demand, capacity * 2) * yield else 0"}
          worth: {formula: made * quality}
        outputs: [made, worth]
        probabilities: {enough: worth > 500k}
        identities: [worth == made * quality]
        """
}
