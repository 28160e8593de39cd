"""How far answers are from each other over seeds, and what that makes of the time to an answer; for scripts/bench."""
import math
import pathlib

import numpy as np

import numpy_w1
from contenders import own_result

FIGURES = ["mean", "median"]
# Half-widths of 95% in standard errors: Student's t of 15 degrees of freedom, which is what results state, and the normal.
OWN_FACTOR, PLAIN_FACTOR = 2.131449545559323, 1.959963984540054
OWN_DRAWS = [1 << power for power in (14, 16, 18, 20)]
PLAIN_DRAWS = [1 << power for power in (14, 16, 18)]


class Errors:
    """Relative 95% half-widths of the mean and the median of `ratio` by numbers of draws, from the spread over seeds."""

    def __init__(self, draws, answers, factor, stated=None):
        self.draws = draws
        values = np.array(answers)  # draws, seed, figure
        centre = values.mean(axis=(0, 1))
        self.widths = factor * values.std(axis=1, ddof=1) / centre
        # The root mean square of the stated errors against the spread found.
        self.stated = None if stated is None else np.sqrt((np.array(stated) ** 2).mean(axis=1)) / values.std(axis=1, ddof=1)

    def slope(self, figure):
        return np.polyfit(np.log(self.draws), np.log(self.widths[:, figure]), 1)[0]

    def draws_for(self, width, figure):
        """Draws at which the half-width is `width`, along the line through the logarithms of both."""
        slope, level = np.polyfit(np.log(self.draws), np.log(self.widths[:, figure]), 1)
        return math.exp((math.log(width) - level) / slope)


def own_errors(sampler, seeds):
    answers, stated = [], []
    for draws in OWN_DRAWS:
        outputs = [own_result(sampler, draws, seed)["outputs"]["ratio"] for seed in range(1, seeds + 1)]
        figures = [[output["mean"], output["quantiles"]["0.5"]] for output in outputs]
        answers.append([[figure["value"] for figure in row] for row in figures])
        # An error that cannot be stated honestly is null.
        stated.append([[figure["se"] if figure["se"] is not None else math.nan for figure in row] for row in figures])
    return Errors(OWN_DRAWS, answers, OWN_FACTOR, stated)


def plain_errors(seeds):
    def figures(draws, seed):
        ratio = numpy_w1.answer(draws, seed)["ratio"]
        return [ratio["mean"], ratio["quantiles"][3]]

    return Errors(PLAIN_DRAWS, [[figures(draws, seed) for seed in range(1, seeds + 1)] for draws in PLAIN_DRAWS], PLAIN_FACTOR)


def chart(path: pathlib.Path, errors, nanoseconds):
    """Half-widths against draws and against seconds; `errors` by sampler and of plain Monte Carlo under "NumPy", whose error a
    draw every peer has."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams |= {"svg.hashsalt": "suanli", "svg.fonttype": "none", "font.size": 9}
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(2, 2, figsize=(10, 8), sharey="row")
    for row, name in enumerate(FIGURES):
        for label, found in errors.items():
            draws = np.array(found.draws, dtype=float)
            panels[row, 0].loglog(draws, found.widths[:, row], "o-", label=label)
            panels[row, 1].loglog(draws * nanoseconds[label] * 1e-9, found.widths[:, row], "o-", label=label)
        plain = errors["NumPy"]
        for label, each in nanoseconds.items():
            if label not in errors:
                seconds = np.array(plain.draws, dtype=float) * each * 1e-9
                panels[row, 1].loglog(seconds, plain.widths[:, row], "--", linewidth=0.8, label=label)
        for panel in panels[row]:
            panel.grid(True, which="major", linewidth=0.3)
            panel.axhline(1e-3, color="grey", linewidth=0.5)
            panel.axhline(1e-4, color="grey", linewidth=0.5)
        panels[row, 0].set_ylabel(f"{name} of ratio: relative half-width of 95%")
    panels[1, 0].set_xlabel("draws")
    panels[1, 1].set_xlabel("computing time, seconds on one core")
    panels[0, 1].legend(fontsize=7)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def time_table(errors, nanoseconds):
    """Rows of text: seconds to a half-width, and how many times less than NumPy."""
    yield "| half-width of 95% on `ratio` | " + " | ".join(errors) + " | NumPy / best |"
    yield "|---|" + "---:|" * (len(errors) + 1)
    for figure, name in enumerate(FIGURES):
        for width in (1e-3, 1e-4):
            seconds = {label: found.draws_for(width, figure) * nanoseconds[label] * 1e-9 for label, found in errors.items()}
            best = min(seconds.values())
            cells = " | ".join(f"{value:.3g} s" for value in seconds.values())
            yield f"| {name}, {width:.2%} | {cells} | {seconds['NumPy'] / best:.0f} |"


def stated_table(errors):
    """Rows of text: stated errors against the spread over seeds, a column a number of draws."""
    yield "| stated error / spread over seeds | " + " | ".join(f"{draws:,}" for draws in OWN_DRAWS) + " |"
    yield "|---|" + "---:|" * len(OWN_DRAWS)
    for label, found in errors.items():
        if found.stated is not None:
            for figure, name in enumerate(FIGURES):
                yield f"| {label}, {name} | " + " | ".join(f"{value:.2f}" for value in found.stated[:, figure]) + " |"


