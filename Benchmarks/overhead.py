"""What scripts/bench-cluster --overhead does; see there."""
import argparse
import datetime
import os
import statistics
import subprocess
import sys
import tempfile
import time

import page
from cluster import HERE, PROGRAM, ROOT, WORK, Cluster, metric, processor_seconds, wait

BEGIN, END = "<!-- scripts/bench-cluster --overhead writes from here -->\n", "<!-- to here, of --overhead -->\n"
WORKERS = 100
# How fast the processors are changes from run to run: shards a second that costs are also stated for.
RATE = 100


def two_processes(draws):
    """Seconds that two processes of one slot, side by side, take for `draws` draws of W1 each."""
    command = [PROGRAM, "run", HERE / "w1.yaml", "--draws", str(draws), "--threads", "1"]
    start = time.monotonic()
    processes = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(2)]
    if any(process.wait() for process in processes):
        sys.exit("suanli: a process failed")
    return time.monotonic() - start


def two_workers(cluster, draws):
    """Seconds from a submission of twice `draws` draws of W1 to its end, and the coordinator's processor time meanwhile."""
    before, start = processor_seconds(cluster.coordinator), time.monotonic()
    cluster.command("submit", HERE / "w1.yaml", "--draws", 2 * draws, "--wait")
    return time.monotonic() - start, processor_seconds(cluster.coordinator) - before


def start_many(cluster, many):
    cluster.start_coordinator()
    cluster.workers = [cluster.spawn("load", "--coordinator", WORK, "--workers", many, "--seconds", 3600)]
    wait("the workers", lambda: metric("suanli_workers") == many, 60)


def coordinator_cost(model, draws, level, seconds, many=None):
    """Shards a second, and the share of one processor that the coordinator takes, while two workers of one slot, or as many as `many`
    says, compute `model`, no shard above `level`."""
    with tempfile.TemporaryDirectory(dir=ROOT / ".build", prefix="bench-cluster-") as folder:
        cluster = Cluster(folder, f"largest_level: {level}")
        try:
            start_many(cluster, many) if many else cluster.start()
            run = cluster.command("submit", model or "empty.yaml", "--draws", draws).strip()
            # The first shards are one leaf each, until the pace is known.
            time.sleep(20)
            merged, spent, start = metric("suanli_shards_merged_total"), processor_seconds(cluster.coordinator), time.monotonic()
            time.sleep(seconds)
            merged, spent = metric("suanli_shards_merged_total") - merged, processor_seconds(cluster.coordinator) - spent
            passed = time.monotonic() - start
            if cluster.state(run) != "running":
                sys.exit("suanli: the run ended too early; give more --draws")
            cluster.command("cancel", run)
            return merged / passed, spent / passed
        finally:
            cluster.stop()


def idle_cost(seconds, many):
    """The share of one processor that the coordinator takes while `many` workers have nothing to do."""
    with tempfile.TemporaryDirectory(dir=ROOT / ".build", prefix="bench-cluster-") as folder:
        cluster = Cluster(folder)
        try:
            start_many(cluster, many)
            before = processor_seconds(cluster.coordinator)
            time.sleep(seconds)
            return (processor_seconds(cluster.coordinator) - before) / seconds
        finally:
            cluster.stop()


def parse_arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench-cluster --overhead")
    parser.add_argument("--draws", type=int, default=1 << 27, help="of W1, of each process")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=30, help="how long the coordinator is looked at")
    parser.add_argument("--no-write", action="store_true")
    return parser.parse_args()


def main():
    options = parse_arguments()
    with tempfile.TemporaryDirectory(dir=ROOT / ".build", prefix="bench-cluster-") as folder:
        cluster = Cluster(folder, "")
        try:
            cluster.start()
            two_workers(cluster, options.draws // 8)
            rounds = [(two_processes(options.draws), *two_workers(cluster, options.draws)) for _ in range(options.rounds)]
        finally:
            cluster.stop()
    apart, together, spent = (statistics.median(figures) for figures in zip(*rounds))
    ratio = statistics.median(alone / joint for alone, joint, _ in rounds)
    w1 = HERE / "w1.yaml"
    costs = []
    for workers, many in ((2, None), (WORKERS, WORKERS)):
        idle = idle_cost(options.seconds, workers)
        costs.append((workers, "nothing", 0, idle, idle))
        # Levels at which a shard takes a processor about 20 ms.
        for what, model, draws, level in (("an output that is constant", None, 1 << 40, 11), ("W1", w1, 1 << 34, 6)):
            rate, share = coordinator_cost(model, draws, level, options.seconds, many)
            costs.append((workers, what, rate, share, idle + (share - idle) * RATE / rate))
    command = " ".join(["scripts/bench-cluster --overhead", *sys.argv[1:]])
    lines = [
        f"`{command}`, {datetime.date.today()}, {os.cpu_count()} cores, medians of {options.rounds} rounds by turns: two processes of one slot take "
        f"{apart:.2f} s for {options.draws:,} draws of W1 each, a coordinator and two workers of one slot {together:.2f} s for twice as many, "
        f"submission and wait for the end included: {ratio:.3f} of the speed (the median of the rounds' ratios; they were "
        f"{min(alone / joint for alone, joint, _ in rounds):.3f} to {max(alone / joint for alone, joint, _ in rounds):.3f}). The coordinator took "
        f"{100 * spent / together:.1f}% of a processor meanwhile.",
        "",
        f"Over {options.seconds:.0f} s each, on the same two processors, shards of 20 ms of a processor:",
        "",
        f"| workers of one slot | compute | shards a second | coordinator, share of a processor | at {RATE} a second, in proportion |",
        "|---:|---|---:|---:|---:|",
        *(f"| {workers} | {what} | {rate:.0f} | {100 * share:.2f}% | {100 * at_rate:.2f}% |" for workers, what, rate, share, at_rate in costs),
        "",
    ]
    print("\n".join(lines))
    if not options.no_write:
        page.write(lines, BEGIN, END)


if __name__ == "__main__":
    main()
