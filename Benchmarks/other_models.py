"""Whether other models run as fast as w1.yaml, for scripts/bench: processor time a random input and a step, without start and compiling."""
import re
import resource
import statistics

import generated
from contenders import MODEL, PROGRAM, ROOT, run

# Draws of the longer run; the shorter one has an eighth.
DRAWS = {"w1": 1 << 23, "inputs": 1 << 22, "quantities": 1 << 21, "axis": 1 << 19}


def models():
    """Names and files, w1 first."""
    yield "w1", MODEL
    for name, lines in generated.MODELS.items():
        file = ROOT / f".build/bench-{name}.yaml"
        file.write_text("\n".join(lines()) + "\n")
        yield name, file


def processor_seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def nanoseconds(file, sampler, draws):
    times = [
        processor_seconds([PROGRAM, "run", file, "--draws", count, "--threads", 1, "--sampler", sampler])
        for count in (draws // 8, draws)
    ]
    return (times[1] - times[0]) / (draws - draws // 8) * 1e9


def size(file):
    """Random inputs (elements, along axes) and steps of a draw."""
    text = run([PROGRAM, "check", file])[0]
    return [int(re.search(pattern, text).group(1).replace(",", "")) for pattern in (r"\(([\d,]+) random", r"([\d,]+) steps a draw")]


def table(sampler, rounds):
    """Rows of text: by turns, medians; each against w1."""
    files = dict(models())
    times = {name: [] for name in files}
    for _ in range(rounds):
        for name, file in files.items():
            times[name].append(nanoseconds(file, sampler, DRAWS[name]))
    sizes = {name: size(file) for name, file in files.items()}
    medians = {name: statistics.median(found) for name, found in times.items()}
    yield f"| model ({sampler}) | random inputs | steps | ns a draw | ns an input | times w1 | ns a step | times w1 |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    for name, (inputs, steps) in sizes.items():
        each, base = medians[name], medians["w1"]
        ratios = [each / count / (base / first) for count, first in zip((inputs, steps), sizes["w1"])]
        yield (
            f"| {name} | {inputs} | {steps} | {each:.1f} | {each / inputs:.2f} | {ratios[0]:.2f} "
            f"| {each / steps:.2f} | {ratios[1]:.2f} |")


if __name__ == "__main__":
    for name in ("sobol", "philox"):
        print("\n".join(table(name, 5)), end="\n\n")
