"""What scripts/bench-cluster does; see there."""
import argparse
import contextlib
import datetime
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

import page

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
PROGRAM = ROOT / ".build/release/suanli"
BEGIN, END = "<!-- scripts/bench-cluster writes from here -->\n", "<!-- to here -->\n"
LEAF = 4096
CREDIT = 512
WORK, QUERY, HTTP = "tcp://127.0.0.1:17771", "tcp://127.0.0.1:17772", "127.0.0.1:17773"
MODEL = """suanli: 1
name: empty
title: Nothing to compute
inputs:
  nothing: {value: 1}
outputs: [nothing]
"""
# Name and program.
PEERS = [
    ("process pool of Python, 2 processes", "d_pool.py"),
    ("Dask", "d_dask.py"),
    ("Ray", "d_ray.py"),
    ("Parsl, HTEX", "d_parsl.py"),
    ("ipyparallel", "d_ipp.py"),
]


def processor_seconds(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def metric(name):
    text = urllib.request.urlopen(f"http://{HTTP}/metrics", timeout=10).read().decode()
    found = [line.split() for line in text.splitlines() if line.startswith(name + " ") or line.startswith(name + "{")]
    return sum(float(line[-1]) for line in found)


def wait(what, condition, seconds):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            sys.exit(f"suanli: waited {seconds} s for {what}")
        time.sleep(0.05)


class Cluster:
    """A coordinator with `settings` and two workers of one slot, in a folder of their own."""

    def __init__(self, folder, settings="largest_level: 0"):
        self.folder = pathlib.Path(folder)
        (self.folder / "empty.yaml").write_text(MODEL)
        (self.folder / "settings.yaml").write_text(f"{settings}\nlog_level: warning\n")
        self.log = open(self.folder / "log", "w")
        self.workers = []

    def spawn(self, *arguments):
        return subprocess.Popen([PROGRAM, *map(str, arguments)], cwd=self.folder, stderr=self.log, stdout=subprocess.DEVNULL)

    def start_coordinator(self):
        self.coordinator = self.spawn(
            "coordinator", "--config", "settings.yaml", "--work", WORK, "--query", QUERY, "--http", HTTP, "--ledger",
            self.folder / "ledger")
        wait("the coordinator", self.answers, 30)

    def answers(self):
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(f"http://{HTTP}/readyz", timeout=1).status == 200
        return False

    def start(self):
        self.start_coordinator()
        (self.folder / "worker.yaml").write_text(f"credit: {CREDIT}\nlog_level: warning\n")
        worker = ["worker", "--config", "worker.yaml", "--coordinator", WORK, "--threads", "1"]
        self.workers = [self.spawn(*worker) for _ in range(2)]
        wait("the workers", lambda: len(json.loads(self.command("workers", "--format", "json"))["workers"]) == 2, 30)

    def command(self, *arguments):
        environment = os.environ | {"SUANLI_COORDINATOR": QUERY}
        done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=self.folder, env=environment, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"suanli: {' '.join(map(str, arguments))}: {done.stderr.strip()}")
        return done.stdout

    def submit(self, shards):
        return self.command("submit", "empty.yaml", "--sampler", "philox", "--draws", shards * LEAF).strip()

    def state(self, run):
        return json.loads(self.command("status", run, "--format", "json"))["state"]

    def stop(self):
        for process in [*self.workers, self.coordinator]:
            process.terminate()
        for process in [*self.workers, self.coordinator]:
            process.wait(60)


def throughput(cluster, shards):
    """Shards a second from the submission to the end, shards a flush, and processor time a shard in microseconds."""
    flushes, merged = metric("suanli_ledger_flush_seconds_count"), metric("suanli_shards_merged_total")
    processes = [cluster.coordinator, *cluster.workers]
    before = [processor_seconds(process) for process in processes]
    start = time.monotonic()
    run = cluster.submit(shards)
    # Asked over HTTP, since a client's process costs as much as hundreds of shards.
    wait("the run", lambda: metric("suanli_shards_merged_total") - merged >= shards, 600)
    seconds = time.monotonic() - start
    wait("the run's end", lambda: cluster.state(run) == "done", 30)
    merged = metric("suanli_shards_merged_total") - merged
    if merged != shards:
        sys.exit(f"suanli: {merged:.0f} shards were merged, not {shards}")
    spent = [processor_seconds(process) - was for process, was in zip(processes, before)]
    cluster.command("verify", run)
    return shards / seconds, shards / (metric("suanli_ledger_flush_seconds_count") - flushes), spent[0] / shards * 1e6, sum(spent[1:]) / shards * 1e6


def survival(cluster, shards):
    """Kills the coordinator in the middle of a run, and has the answer checked."""
    merged = metric("suanli_shards_merged_total")
    run = cluster.submit(shards)
    wait("half of the run", lambda: metric("suanli_shards_merged_total") - merged > shards / 2, 600)
    cluster.coordinator.kill()
    cluster.coordinator.wait()
    cluster.start_coordinator()
    wait("the run", lambda: cluster.state(run) == "done", 600)
    cluster.command("verify", run)
    cluster.command("ledger", "check", "--ledger", cluster.folder / "ledger")


def peer_rates(folder, tasks):
    place = ROOT / ".build/bench-cluster-peers"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(folder, place)
    subprocess.run(["make", "build/z_jobs"], cwd=place, check=True, capture_output=True)
    for flight in (16, 256):
        command = ["build/z_jobs", "500000", "100", "2048", str(flight), "2", "tcp://127.0.0.1:*", "5"]
        figures = json.loads(subprocess.run(command, cwd=place, check=True, capture_output=True, text=True).stdout)
        yield f"bare ROUTER and DEALER in C, {flight} in flight", figures["jobs_s"], figures["versions"]
    # Where peers find the programs they bring.
    environment = os.environ | {"PATH": f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}"}
    for name, program in PEERS:
        try:
            done = subprocess.run([sys.executable, program, "0", str(tasks), "3"], cwd=place, env=environment, capture_output=True, text=True, timeout=300)
            figures = json.loads(done.stdout.splitlines()[-1])
            yield name, figures["tasks_s"], figures["versions"]
        except (subprocess.TimeoutExpired, ValueError, IndexError, KeyError) as failure:
            print(f"suanli: {name} is left out: {type(failure).__name__}", file=sys.stderr)


def parse_arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench-cluster")
    parser.add_argument("--peers", metavar="FOLDER")
    parser.add_argument("--shards", type=int, default=200_000)
    parser.add_argument("--tasks", type=int, default=10_000, help="of each peer in Python (default 10000)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--directory", default=ROOT / ".build")
    parser.add_argument("--no-write", action="store_true", help="print the table alone")
    return parser.parse_args()


def main():
    options = parse_arguments()
    with tempfile.TemporaryDirectory(dir=options.directory, prefix="bench-cluster-") as folder:
        cluster = Cluster(folder)
        try:
            cluster.start()
            throughput(cluster, options.shards // 10)
            found = [throughput(cluster, options.shards) for _ in range(options.rounds)]
            survival(cluster, options.shards)
        finally:
            cluster.stop()
    rate, each_flush, coordinator, workers = (statistics.median(figures) for figures in zip(*found))
    command = " ".join(["scripts/bench-cluster", *sys.argv[1:]])
    lines = [
        f"`{command}`, {datetime.date.today()}, {os.cpu_count()} cores, medians of {options.rounds} rounds of {options.shards:,} shards; "
        f"{each_flush:.0f} shards a flush of the ledger, credit for {CREDIT} shards a worker; processor time of a shard: coordinator {coordinator:.0f} µs, workers {workers:.0f} µs. "
        "The coordinator was killed (`kill -9`) half-way through a further run, which ended with the digest of one process.",
        "", "| empty tasks | a second | version |", "|---|---:|---|", f"| **suanli**, each recorded and flushed | {rate:,.0f} | |",
    ]
    peers = pathlib.Path(options.peers) if options.peers else ROOT.parent / "shared/bench/peers"
    if peers.is_dir():
        lines += [f"| {name} | {each:,.0f} | {versions} |" for name, each, versions in peer_rates(peers.resolve(), options.tasks)]
    lines.append("")
    print("\n".join(lines))
    if not options.no_write:
        page.write(lines, BEGIN, END)


if __name__ == "__main__":
    main()
