"""Kill a run at random moments, and count what the next one could not go on from.

`PYTHONPATH=src python tests/kills.py FOLDER 200` kills it 200 times while it writes a checkpoint at
every step. It says how often the newest was not whole, how often the one before stood in for it,
and how many steps were lost that the run had reported.
"""

import json
import multiprocessing
import random
import sys
import time
from dataclasses import replace
from pathlib import Path

import torch
from pupil import TRAINING, Pupil, task

from pellucid.learn.run import teach
from pellucid.learn.task import Workspace
from pellucid.learn.trainer import Trainer, resume

TASK = replace(task(replace(TRAINING, steps=10**6)), picture=lambda *_: None)


def work(folder: Path) -> None:
    """Teach the pupil until somebody ends it."""
    for _ in teach(TASK, Workspace(folder, folder, folder / "none"), every=1):
        pass


def reported(log: Path) -> int:
    """The last step that a run has reported."""
    lines = log.read_text().splitlines() if log.exists() else []
    whole = [json.loads(line)["samples"] for line in lines if line.endswith("}")]
    return max(whole, default=0) // TRAINING.batch


def main(folder: Path, kills: int) -> dict[str, int]:
    """Kill so many runs, one after another, each going on from the last."""
    torch.set_num_threads(1)
    counts = dict.fromkeys(("kills", "unreadable", "stood in", "steps", "lost", "parts"), 0)
    moments = random.Random(0)
    while counts["kills"] < kills:
        child = multiprocessing.get_context("fork").Process(target=work, args=(folder,))
        child.start()
        time.sleep(moments.uniform(0.0, 1.5))
        child.kill()
        child.join()
        counts["kills"] += 1
        counts["parts"] += len(list(folder.glob(".*.part")))
        told, trainer = reported(folder / "pupil.jsonl"), Trainer(Pupil(), TRAINING)
        said = resume(folder / "pupil.checkpoint", trainer, "pupil")
        counts["unreadable"] += (folder / "pupil.damaged").exists()
        counts["stood in"] += "the one before" in said
        counts["lost"] = max(counts["lost"], told - trainer.step)
        counts["steps"] = trainer.step
    return counts


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))) + "\n")
