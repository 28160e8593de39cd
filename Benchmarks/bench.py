"""What scripts/bench does; see there."""
import argparse
import datetime
import pathlib
import platform
import statistics
import subprocess
import sys

import errors
import other_models
import page
from contenders import CORE, HERE, MODEL, PROGRAM, ROOT, by_turns, numpy_contender, own, own_command, peers, run, samplers

CHART = ROOT / "docs/performance-error.svg"
BEGIN, END = "<!-- scripts/bench writes from here -->\n", "<!-- to here -->\n"


def machine():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    flags = next((line.split() for line in lines if line.startswith("flags")), [])
    best = "AVX-512" if "avx512dq" in flags else "AVX2" if "avx2" in flags else platform.machine()
    return f"{names[0] if names else platform.machine()}, {len(names)} cores, {best}, {platform.system()} {platform.release()}"


def peer_folder(given):
    folder = pathlib.Path(given) if given else ROOT.parent / "shared/bench/peers"
    if folder.is_dir():
        return folder.resolve()
    print(f"suanli: there is no folder {folder}, so that NumPy is the only peer (--peers FOLDER)", file=sys.stderr)
    return None


# Of whole processes more rounds are taken: what sensitivities add is the difference of two that are nearly alike.
PROCESS_ROUNDS = 15


def ratio_table(contenders):
    medians = {contender.name: statistics.median(contender.times) for contender in contenders}
    base, numpy = medians["suanli, philox"], medians["NumPy"]
    yield "| who | ns of processor time a draw | times suanli, philox | NumPy / it | version |"
    yield "|---|---:|---:|---:|---|"
    for contender in contenders:
        each = medians[contender.name]
        yield f"| {contender.name} | {each:.1f} | {each / base:.2f} | {numpy / each:.1f} | {contender.versions} |"


def whole_processes(folder, names, draws, rounds):
    """Name and median seconds of whole processes by turns, from the start to the printed answer."""
    commands = {
        "suanli, start alone (`suanli --version`)": ([PROGRAM, "--version"], None),
        "suanli, start, checks and plan (`--draws 16`)": (own_command("philox", 16), None),
    }
    commands |= {f"suanli, {name}": (own_command(name, draws), None) for name in names}
    best = names[-1]
    commands[f"suanli, {best}, `--sensitivity first`"] = ([*own_command(best, draws), "--sensitivity", "first"], None)
    commands[f"suanli, {best}, ten scenarios"] = (ten_scenarios(best, draws), None)
    commands["NumPy"] = ([sys.executable, HERE / "numpy_w1.py", draws, 0], None)
    if folder is not None:
        commands["squigglepy"] = ([sys.executable, "p_squiggle.py", draws, 0], ROOT / ".build/bench-peers")
    times = {name: [] for name in commands}
    for _ in range(rounds):
        for name, (command, place) in commands.items():
            try:
                times[name].append(run(command, place)[1])
            except RuntimeError as failure:
                print(f"suanli: {name}, whole process, is left out: {failure}", file=sys.stderr)
    return {name: statistics.median(found) for name, found in times.items() if found}


def ten_scenarios(sampler, draws):
    """W1 with nine scenarios that each change two of its numbers, all of them in one run."""
    model = ROOT / ".build/bench-scenarios.yaml"
    scenarios = [f"  s{n}: {{set: {{approved: {300 + 50 * n}k, hbm_limit: 0.{n}M to 1.{n}M}}}}" for n in range(1, 10)]
    model.write_text(MODEL.read_text() + "\n".join(["scenarios:", *scenarios, ""]))
    return [PROGRAM, "run", model, "--draws", draws, "--threads", 1, "--sampler", sampler, "--scenario", "all"]


def process_table(seconds):
    yield "| whole process, to the printed answer | milliseconds |"
    yield "|---|---:|"
    for name, value in seconds.items():
        yield f"| {name} | {value * 1e3:.0f} |"


def kernel_table():
    program = ROOT / ".build/bench-kernels"
    kernels = ROOT / "Sources/CKernels"
    sources = [HERE / "kernels.c", *sorted(kernels.glob("*.c"))]
    subprocess.run(["clang", "-O3", "-ffp-contract=off", "-I", kernels / "include", *sources, "-lm", "-o", program], check=True)
    yield "| kernel | ns an element |"
    yield "|---|---:|"
    times = {}
    for _ in range(5):
        for name, nanoseconds in map(str.split, run([program, "all", 20_000])[0].splitlines()):
            times.setdefault(name, []).append(float(nanoseconds))
    for name, found in times.items():
        yield f"| {name} | {statistics.median(found):.2f} |"


def parse_arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("--peers", metavar="FOLDER")
    parser.add_argument("--draws", type=int, default=1 << 20)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seeds", type=int, default=200, help="for the errors (default 200)")
    parser.add_argument("--no-write", action="store_true", help="print the tables alone")
    return parser.parse_args()


def main():
    options = parse_arguments()
    folder = peer_folder(options.peers)
    names = samplers()
    contenders = [*(own(name) for name in names), numpy_contender(), *(peers(folder) if folder else [])]
    contenders = by_turns(contenders, options.draws, options.rounds)
    nanoseconds = {contender.name: statistics.median(contender.times) for contender in contenders}
    found = {f"suanli, {name}": errors.own_errors(name, options.seeds) for name in names}
    found["NumPy"] = errors.plain_errors(options.seeds)
    command = " ".join(["scripts/bench", *sys.argv[1:]])
    lines = [
        f"`{command}`, {datetime.date.today()}: {machine()}, Python {platform.python_version()}, "
        f"{options.draws:,} draws, medians of {options.rounds} rounds by turns on core {CORE}, errors over {options.seeds} seeds.",
        "", *ratio_table(contenders), "", *errors.time_table(found, nanoseconds), "", *errors.stated_table(found), "",
        *process_table(whole_processes(folder, names, options.draws, max(PROCESS_ROUNDS, options.rounds))), "",
        *other_models.table(names[-1], options.rounds), "", *kernel_table(), "",
        f"![Error against draws and against seconds]({CHART.name})",
    ]
    print("\n".join(lines))
    if not options.no_write:
        page.write(lines, BEGIN, END)
        errors.chart(CHART, found, nanoseconds)


if __name__ == "__main__":
    main()
