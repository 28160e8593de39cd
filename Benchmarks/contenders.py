"""Who takes part in scripts/bench, and how long each takes: programs pinned to one core."""
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
PROGRAM = ROOT / ".build/release/suanli"
MODEL = HERE / "w1.yaml"
CORE = str(max(os.sched_getaffinity(0)))
# Some machines name a core type for old builds of OpenBLAS, which slows current ones.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS")}
ENVIRONMENT |= {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")}

# Name, program, arguments after draws and rounds.
PEERS = [
    ("C++, fused loop, Philox", "build/w1_fast_philox", []),
    ("C++, fused loop, xoshiro", "build/w1_fast", []),
    ("C++, standard library", "build/w1_std", []),
    ("numba, histogram", "p_numba.py", ["h"]),
    ("numba, quantiles", "p_numba.py", ["q"]),
    ("JAX, 32 bits", "p_jax.py", ["f32"]),
    ("squigglepy", "p_squiggle.py", []),
    ("OpenTURNS", "p_openturns.py", []),
    ("SciPy inverse CDFs", "p_ppf.py", ["special"]),
    ("chaospy", "p_chaospy.py", []),
]


def run(command, folder=None):
    """Standard output, and the seconds of the whole process."""
    start = time.perf_counter()
    done = subprocess.run(["taskset", "-c", CORE, *map(str, command)], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        raise RuntimeError((done.stderr.strip() or f"exit status {done.returncode}").splitlines()[-1])
    return done.stdout, seconds


def samplers():
    """Those that the program knows."""
    text = run([PROGRAM, "run", "--help"])[0]
    return [name for name in ("philox", "sobol") if name in text]


def own_command(sampler, draws, seed=1):
    return [PROGRAM, "run", MODEL, "--draws", draws, "--seed", seed, "--threads", 1, "--sampler", sampler]


def own_result(sampler, draws, seed=1):
    return json.loads(run([*own_command(sampler, draws, seed), "--format", "json"])[0])


def processor_seconds(sampler, draws):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(own_command(sampler, draws))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Contender:
    """Somebody who runs the workload: nanoseconds of processor time a draw, the start of the process not counted. Not those of a
    clock on the wall, since a virtual machine's processor is now and then somebody else's."""

    def __init__(self, name, measure):
        self.name = name
        self.measure = measure
        self.times = []
        self.versions = ""


def own(sampler):
    def measure(draws):
        # What a run of four times the draws takes longer: starting and compiling are not counted, as they are not of the peers.
        draws = 1 << (draws - 1).bit_length()
        return (processor_seconds(sampler, 4 * draws) - processor_seconds(sampler, draws)) / (3 * draws) * 1e9, ""

    return Contender(f"suanli, {sampler}", measure)


def peers(folder):
    """The peers of `folder`, from a copy: building and compiling write files."""
    place = ROOT / ".build/bench-peers"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for file in folder.iterdir():
        if file.is_file():
            shutil.copyfile(file, place / file.name)
    programs = [program for _, program, _ in PEERS if program.startswith("build/")]
    built = subprocess.run(["make", *programs], cwd=place, capture_output=True, text=True)
    if built.returncode != 0:
        print(f"suanli: the peers in C++ cannot be built: {built.stderr.strip().splitlines()[-1]}", file=sys.stderr)
    for name, program, options in PEERS:
        command = [place / program, *options] if program.startswith("build/") else [sys.executable, program, *options]
        yield peer(name, command, place, program.startswith("build/"))


def peer(name, command, place, is_program):
    # draws and rounds follow the program, or the script that Python is given.
    split = 1 if is_program else 2

    def measure(draws):
        # Whole millions, which is what one of them computes at a time.
        draws = max(1, round(draws / 1_000_000)) * 1_000_000
        output, _ = run([*command[:split], draws, 1, *command[split:]], place)
        figures = json.loads(output.splitlines()[-1])
        return figures["ns_cpu"], figures["versions"]

    return Contender(name, measure)


def numpy_contender():
    return peer("NumPy", [sys.executable, HERE / "numpy_w1.py"], HERE, False)


def by_turns(contenders, draws, rounds):
    """Lets each run once a round; who fails is left out, and said."""
    for _ in range(rounds):
        for contender in list(contenders):
            try:
                nanoseconds, contender.versions = contender.measure(draws)
                contender.times.append(nanoseconds)
            except (RuntimeError, OSError, ValueError, KeyError) as failure:
                print(f"suanli: {contender.name} is left out: {failure}", file=sys.stderr)
                contenders.remove(contender)
    return contenders
