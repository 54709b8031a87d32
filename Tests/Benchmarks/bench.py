"""Measures patchbay against its peers in one run, and prints a table of ratios. `make bench` prepares and calls it."""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time

import data

HERE = os.path.dirname(os.path.abspath(__file__))
KEY = "bench-key-of-nobody"
MIB = 1 << 20


class Run:
    """What one process took: seconds of wall clock, seconds of CPU, and the most memory it had in MiB."""

    def __init__(self, wall, cpu, memory, output):
        self.wall, self.cpu, self.memory, self.output = wall, cpu, memory, output


def measured(command, allowed=(0,), environment=None):
    """Runs a command to its end, and raises when it ends otherwise than it may."""
    with open(os.path.join(ARGS.data, "output"), "w+b") as output:
        begin = time.monotonic()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            env={**os.environ, "POLYAI_API_KEY": KEY, **(environment or {})})
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode(errors="replace")
    if process.returncode not in allowed:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}: {text[-500:]}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / MIB, text)


def interleaved(rounds, *measurements):
    """Runs the measurements in turn, so that a slow minute of the machine meets all, and keeps each one's median by wall."""
    runs = [[] for _ in measurements]
    for _ in range(rounds):
        for kept, measure in zip(runs, measurements):
            kept.append(measure())
    return [sorted(kept, key=lambda run: run.wall)[len(kept) // 2] for kept in runs]


class Emulator:
    """An emulator in a process of its own, until the end of its `with`."""

    def __init__(self, inventory, port=0, options=()):
        self.inventory, self.port, self.options = inventory, port, options

    def __enter__(self):
        begin = time.monotonic()
        self.process = subprocess.Popen(
            [ARGS.binary, "emulator", "--seed", self.inventory, "--port", str(self.port), "--key", KEY, *self.options],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        first = self.process.stdout.readline()
        self.seeding = time.monotonic() - begin
        self.url = first.split()[-1]
        self.begun = self.cpu()
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def cpu(self):
        """Seconds that it has worked so far."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def patchbay(*arguments, allowed=(0,)):
    return measured([ARGS.binary, *arguments], allowed)


def python(script, *arguments):
    return measured([sys.executable, os.path.join(HERE, script), *arguments])


def fresh(name):
    """A directory that holds nothing yet."""
    path = os.path.join(ARGS.data, name)
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path)
    return path


def row(work, patchbay, peer, ratio, goal, holds):
    ROWS.append((work, patchbay, peer, ratio, goal, "yes" if holds else "**no**"))


def check():
    sheet = data.sheet(ARGS.data, ARGS.rows)
    own, duckdb, csv = interleaved(
        5, lambda: patchbay("check", sheet, "--agent", data.AGENT), lambda: python("check_duckdb.py", sheet),
        lambda: python("check_csv.py", sheet))
    shown = f"{own.wall:.2f} s, {own.cpu:.2f} s CPU, {own.memory:.0f} MiB"
    work = f"`check`, {ARGS.rows:,} rows"
    row(work, shown, f"DuckDB {duckdb.wall:.2f} s, {duckdb.cpu:.2f} s CPU, {duckdb.memory:.0f} MiB",
        f"{own.wall / duckdb.wall:.2f} × wall", "≤ 1 (1.5)", own.wall <= 1.5 * duckdb.wall)
    row("", "", f"Python's csv {csv.wall:.2f} s", f"{csv.wall / own.wall:.1f} × faster", "≥ 5", csv.wall >= 5 * own.wall)
    row("", "", "", f"{own.memory:.0f} MiB", "≤ 64", own.memory <= 64)


def check_long():
    short, long = data.sheet(ARGS.data, ARGS.rows), data.sheet(ARGS.data, 10 * ARGS.rows)
    first, second = interleaved(
        1, lambda: patchbay("check", short, "--agent", data.AGENT),
        lambda: patchbay("check", long, "--agent", data.AGENT))
    memory, wall = second.memory / first.memory, second.wall / first.wall
    row(f"`check`, {10 * ARGS.rows:,} rows", f"{second.wall:.2f} s, {second.memory:.0f} MiB", "its tenth part",
        f"{memory:.2f} × memory, {wall:.1f} × wall", "≤ 1.25, ≤ 11", memory <= 1.25 and wall <= 11)


def apply():
    count = ARGS.rows // 10
    inventory, sheet = data.inventory(ARGS.data, count, count), data.rollout(ARGS.data, count)
    worked = []

    def own():
        place = fresh("run")
        with Emulator(inventory) as emulator:
            target = ["--agent", data.AGENT, "--base-url", emulator.url]
            # A plan asks for the same listings as an apply, and for nothing else.
            patchbay("plan", sheet, *target)
            listed = emulator.cpu()
            run = patchbay(
                "apply", sheet, *target, "--yes", "--rate", "100000", "--batch-size", "500",
                "--run-file", place + "/r.patchbay", "--results", place + "/r.csv")
            worked.append((emulator.cpu() - listed - (listed - emulator.begun)) / count * 1e6)
        return run

    def peer():
        with Emulator(inventory) as emulator:
            return python("apply_aiohttp.py", sheet, emulator.url, data.AGENT, "500", "4")

    ours, aiohttp = interleaved(3, own, peer)
    row(f"`apply`, {count:,} rows and connectors", f"{ours.wall:.2f} s, {ours.cpu:.2f} s CPU, {ours.memory:.0f} MiB",
        f"aiohttp {aiohttp.wall:.2f} s, {aiohttp.cpu:.2f} s CPU, {aiohttp.memory:.0f} MiB",
        f"{ours.wall / aiohttp.wall:.2f} × wall", "≤ 1", ours.wall <= aiohttp.wall)
    row("", "", "", f"{ours.cpu / aiohttp.cpu:.2f} × CPU", "≤ 0.7", ours.cpu <= 0.7 * aiohttp.cpu)
    row("", "", "", f"{ours.memory:.0f} MiB", "≤ 64", ours.memory <= 64)
    each = statistics.median(worked)
    row("the emulator's part of it, the listings aside", f"{each:.1f} µs CPU an update", "", "", "≤ 10", each <= 10)


def plan():
    runs, seeding = [], []
    for connectors in (ARGS.rows // 10, ARGS.rows):
        inventory = data.inventory(ARGS.data, ARGS.rows, connectors)
        sheet = data.rollout(ARGS.data, 1_000, ARGS.rows // 1_000)
        with Emulator(inventory) as emulator:
            runs.append(patchbay(
                "plan", sheet, "--agent", data.AGENT, "--base-url", emulator.url, "--allow-collateral",
                "--resolve", "inventory"))
            seeding.append(emulator.seeding)
    memory = runs[1].memory / runs[0].memory
    row(f"`plan` of 1,000 of {ARGS.rows:,} numbers in one agent", f"{runs[0].wall:.1f} s, {runs[0].memory:.0f} MiB", "", "",
        "≤ 96 MiB", runs[0].memory <= 96)
    row("the same with ten times the connectors", f"{runs[1].wall:.1f} s, {runs[1].memory:.0f} MiB", "",
        f"{memory:.2f} × memory", "≤ 1.2", memory <= 1.2)
    row(f"the emulator seeded with {ARGS.rows:,} numbers", f"{seeding[0]:.1f} s",
        f"with ten times the connectors {seeding[1]:.1f} s", "", "≤ 10 s", seeding[0] <= 10)


def resume():
    connectors = ARGS.rows // 10
    inventory, sheet = data.inventory(ARGS.data, ARGS.rows, connectors), data.rollout(ARGS.data, ARGS.rows)
    place = fresh("resumed")
    file = place + "/r.patchbay"
    with Emulator(inventory) as emulator:
        port = int(emulator.url.rsplit(":", 1)[1])
        # Ended by itself when the last hundredth is reached.
        last = connectors * 99 // 100 // 500
        run = measured(
            [ARGS.binary, "apply", sheet, "--agent", data.AGENT, "--base-url", emulator.url, "--yes", "--rate", "100000",
             "--batch-size", "500", "--run-file", file, "--results", place + "/r.csv"],
            (137,), {"PATCHBAY_CRASH_AT": f"recorded:{last}"})
    first = []
    with socket.create_server(("127.0.0.1", port)) as listener:
        def wait():
            connection, _ = listener.accept()
            first.append(time.monotonic())
            connection.close()

        waiting = threading.Thread(target=wait)
        waiting.start()
        begin = time.monotonic()
        process = subprocess.Popen(
            [ARGS.binary, "resume", file, "--yes"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env={**os.environ, "POLYAI_API_KEY": KEY})
        waiting.join()
        process.kill()
        process.wait()
    took = first[0] - begin
    row(f"`resume` of {ARGS.rows:,} rows, 99 % done, to its first request", f"{took:.2f} s", "", "", "≤ 1 s", took <= 1)
    row("the `apply` before it", f"{run.wall:.1f} s, {run.cpu:.1f} s CPU, {run.memory:.0f} MiB", "", "", "", True)


def pace():
    """How much of a limit that nobody told it `apply` uses from its first change to its last, a request a connector."""
    for limit, perSecond, count, least, most in [
            ("50/s", 50, 6_000, 0.985, 0.003), ("50/s,burst=1", 50, 6_000, 0.92, 0.01), ("50/s,fixed", 50, 6_000, 0.93, 0.005),
            ("3000/m,fixed", 50, 9_000, 0.93, 0.005), ("3000/m,sliding", 50, 9_000, 0.93, 0.005),
            ("8/s", 8, 960, 0.98, 0.01), ("500/s", 500, 30_000, 0.985, 0.003)]:
        inventory, sheet, place = data.inventory(ARGS.data, count, count), data.rollout(ARGS.data, count), fresh("paced")
        with Emulator(inventory, options=["--rate-limit", limit]) as emulator:
            run = patchbay(
                "apply", sheet, "--agent", data.AGENT, "--base-url", emulator.url, "--yes", "--batch-size", "1", "--format",
                "json", "--resolve", "inventory", "--run-file", place + "/r.patchbay", "--results", place + "/r.csv")
        report = json.loads(run.output[run.output.index("\n{") + 1:] if "\n{" in run.output else run.output)
        requests, sending = report["requests"], report["sending"]
        used = (sending["requests"] - requests["failed"]) / (perSecond * sending["seconds"])
        refused = requests["failed"] / requests["sent"]
        row(f"`--rate-limit {limit}`, {count:,} requests", f"{used:.1%} of it used, {refused:.2%} refused", "",
            f"found {report.get('limit', 0):.1f}/s", f"≥ {least:.1%}, ≤ {most:.1%}", used >= least and refused <= most)


def start():
    runs = [patchbay("--version") for _ in range(21)]
    median = statistics.median(run.wall for run in runs) * 1000
    row("start-up (`--version`)", f"{median:.1f} ms", "", "", "≤ 15 ms", median <= 15)


WORK = {"check": check, "check-long": check_long, "apply": apply, "plan": plan, "resume": resume, "start": start, "pace": pace}
ROWS = []


def main():
    for name in ARGS.only.split(",") if ARGS.only else WORK:
        print(f"Measuring {name} …", file=sys.stderr)
        try:
            WORK[name]()
        except Exception as error:  # A part that fails is said to, and the others are still measured.
            row(f"`{name}`", f"failed: {re.sub(chr(10), ' ', str(error))}", "", "", "", False)
    header = ("work", "patchbay", "peer", "ratio", "goal", "holds")
    for line in [header, ("---",) * len(header), *ROWS]:
        print("| " + " | ".join(line) + " |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only", default="", help="some of: " + ", ".join(WORK))
    ARGS = parser.parse_args()
    ARGS.binary, ARGS.data = os.path.abspath(ARGS.binary), os.path.abspath(ARGS.data)
    os.makedirs(ARGS.data, exist_ok=True)
    main()
