import Scheduling

@testable import Reports

/// The models that tests look at.
enum Fixtures {
    /// Two amounts, their ratio and share, one with an atom at 0, a negative, a tiny and a constant one; probabilities
    /// from never to always; an identity.
    static var imports: Synthetic.Model {
        Synthetic.Model(
            outputs: [
                ResultName("imported", "Imported", unit: "H100e"), ResultName("domestic", "Domestic", unit: "H100e"),
                ResultName("ratio", "Imported over domestic", unit: "H100e/H100e"), ResultName("share"),
                ResultName("legal", "Legal imports of accelerators of every maker and by every way", unit: "H100e"),
                ResultName("balance", "Balance", unit: "USD"), ResultName("rate", "Failure rate", unit: "1/h"),
                ResultName("cap", "Cap", unit: "chip"),
            ],
            probabilities: [
                ResultName("twice", "Imported at least twice domestic"), ResultName("exceeds"), ResultName("never"),
                ResultName("always"),
            ],
            identities: ["share == ratio / (1 + ratio)"]
        ) { random in
            let imported = 350_000 * cube(1 + 0.2 * random.normal())
            let domestic = 700_000 * cube(1 + 0.1 * random.normal())
            let ratio = imported / domestic
            let legal = random.unit() < 0.3 ? 0 : imported * random.unit()
            let balance = -2.5e9 + 1e9 * random.normal()
            let rate = 2e-5 * cube(1 + 0.03 * random.normal())
            return (
                [imported, domestic, ratio, ratio / (1 + ratio), legal, balance, rate, 450_000],
                [ratio >= 2 ? 1 : 0, ratio > 1 ? 1 : 0, 0, 1], [1]
            )
        }
    }

    /// What goes wrong: an output that is not finite in one draw of eight and one that never is, a condition undefined as
    /// often or always, an identity that breaks.
    static var broken: Synthetic.Model {
        Synthetic.Model(
            outputs: [ResultName("ratio", "Ratio"), ResultName("nothing", "Nothing")],
            probabilities: [ResultName("large"), ResultName("undefined")], identities: ["a == b", "c == d"]
        ) { random in
            let value = 1 + random.unit()
            let isBroken = random.unit() < 0.125
            return (
                [isBroken ? .infinity : value, .nan], [isBroken ? .nan : (value > 1.5 ? 1 : 0), .nan],
                [isBroken ? 0 : 1, 1]
            )
        }
    }

    private static func cube(_ value: Double) -> Double { value * value * value }
}
