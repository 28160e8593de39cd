"""Counts instructions with callgrind and holds them against instructions.json; see scripts/bench --instructions.

A count is the difference of a long and a short run over the difference of their elements or draws, so that starting and
ending do not count. Thresholds are what was counted and a tenth more, for other versions of the compiler.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
THRESHOLDS = HERE / "instructions.json"
PROGRAM = ROOT / ".build/release/suanli"
KERNELS = [
    "philox_uniforms", "sobol_uniforms", "normal_quantile", "quantile_lognormal", "quantile_triangular", "exp", "log", "sin",
    "column_moments", "quantile_table", "window_add",
]
SETS = ["baseline", "avx2"]
SLACK = 1.1


def instructions(command, instruction_set):
    """What callgrind counts for a whole process."""
    with tempfile.TemporaryDirectory() as folder:
        tool = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out"]
        environment = os.environ | {"SUANLI_ISA": instruction_set}
        done = subprocess.run([*tool, *map(str, command)], env=environment, capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or found is None:
        sys.exit(f"suanli: {' '.join(map(str, command))} under callgrind: {done.stderr.strip()[-1000:]}")
    return int(found[1])


def difference(command, short, long, elements, instruction_set):
    counts = [instructions(command(size), instruction_set) for size in (short, long)]
    return (counts[1] - counts[0]) / ((long - short) * elements)


def measured(folder):
    program = pathlib.Path(folder) / "kernels"
    kernels = ROOT / "Sources/CKernels"
    sources = [HERE / "kernels.c", *sorted(kernels.glob("*.c"))]
    subprocess.run(["clang", "-O3", "-ffp-contract=off", "-I", kernels / "include", *sources, "-lm", "-o", program], check=True)
    # Callgrind reads no debugging information of Swift's.
    suanli = pathlib.Path(folder) / "suanli"
    subprocess.run(["strip", "--strip-debug", "-o", suanli, PROGRAM], check=True)
    for instruction_set in SETS:
        for kernel in KERNELS:
            each = difference(lambda repeats: [program, kernel, repeats], 50, 250, 512, instruction_set)
            yield f"{kernel}, {instruction_set}, an element", each

        def workload(draws):
            return [suanli, "run", HERE / "w1.yaml", "--draws", draws, "--threads", 1, "--sampler", "philox"]

        yield f"w1, philox, {instruction_set}, a draw", difference(workload, 1 << 17, 1 << 18, 1, instruction_set)


def main():
    is_update = sys.argv[1:] == ["--update"]
    thresholds = {} if is_update else json.loads(THRESHOLDS.read_text())
    above = []
    with tempfile.TemporaryDirectory() as folder:
        for name, count in measured(folder):
            if is_update:
                thresholds[name] = round(count * SLACK, 1)
            limit = thresholds.get(name)
            print(f"{name}: {count:.1f} instructions" + (f" of {limit} allowed" if limit is not None else ", no threshold"), flush=True)
            if limit is None or count > limit:
                above.append(name)
    if is_update:
        THRESHOLDS.write_text(json.dumps(thresholds, indent=2) + "\n")
    for name in above:
        print(f"suanli: more instructions than {THRESHOLDS.name} allows: {name}", file=sys.stderr)
    return 1 if above else 0


if __name__ == "__main__":
    sys.exit(main())
