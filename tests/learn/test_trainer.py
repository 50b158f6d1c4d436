"""The training loop: exact, unafraid of interruption, the same for one process and many."""

import json
import math
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
import torch
from pupil import TRAINING, FoldedPupil, NormedPupil, Pupil, distance, samples, task

from pellucid.errors import MendableError
from pellucid.files import TargetError
from pellucid.learn.muon import Muon
from pellucid.learn.run import _export, _line, _mean, ship, teach
from pellucid.learn.task import Workspace, continue_from
from pellucid.learn.trainer import (
    State,
    Trainer,
    TrainingError,
    averaging,
    checkpoint,
    resume,
    train,
)
from pellucid.nets.weights import digest, load, save

pytestmark = pytest.mark.training

PUPIL = Path(__file__).parent.parent / "pupil.py"


def equal(one, other):
    """Whether two learners stand at exactly the same place."""
    a, b = everything(one), everything(other)
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)


def everything(trainer):
    """Masters, worker, average and optimisers, not by way of what a checkpoint holds of them."""
    networks = {"masters": trainer.network, "worker": trainer.worker, "average": trainer.average}
    found = {(n, k): t for n, network in networks.items() for k, t in network.state_dict().items()}
    for index, optimiser in enumerate(trainer.optimisers):
        for number, entries in optimiser.state_dict()["state"].items():
            found |= {(index, number, k): torch.as_tensor(v) for k, v in entries.items()}
    return found


def taught(trainer, steps=None, objective=distance):
    """Teach some steps and return the losses."""
    states = train(trainer, objective, samples)
    wanted = trainer.config.steps if steps is None else steps
    losses = [state.loss for state in islice(states, wanted)]
    states.close()
    return losses


@pytest.mark.parametrize("pupil", [Pupil, NormedPupil, FoldedPupil])
def test_a_resumed_run_is_bit_equal_to_one_that_never_stopped(tmp_path, pupil, precision):
    config = replace(TRAINING, half=True)
    through = Trainer(pupil(), config)
    assert through.precision == precision
    losses = taught(through)
    for stops in ((13,), (1, 2, 30)):
        path = tmp_path / f"{len(stops)}.checkpoint"
        begun, own = Trainer(pupil(), config), []
        for stop in stops:
            own += taught(begun, stop - begun.step)
            checkpoint(path, begun, "pupil", {})
            begun = Trainer(pupil(seed=9), config)  # other weights, to be replaced
            assert resume(path, begun, "pupil")
            assert begun.step == stop
        own += taught(begun)
        assert own == losses
        assert equal(begun, through)


def test_learning_lowers_the_loss_and_moves_every_parameter():
    trainer, before = Trainer(Pupil(), replace(TRAINING, steps=200)), Pupil().state_dict()
    losses = taught(trainer)
    assert sum(losses[-20:]) < 0.7 * sum(losses[:20])
    for name, parameter in trainer.network.named_parameters():
        assert not torch.equal(parameter, before[name]), name


@pytest.mark.parametrize("strides", [torch.contiguous_format, torch.channels_last])
def test_a_convolution_is_moved_as_the_matrix_that_it_is(strides):
    flat = Trainer(Pupil(), TRAINING)
    folded = Trainer(FoldedPupil().to(memory_format=strides), TRAINING)
    assert taught(folded) == pytest.approx(taught(flat), abs=1e-5)
    for one, other in zip(flat.network.parameters(), folded.network.parameters(), strict=True):
        assert torch.allclose(one, other.flatten(1) if other.ndim > 2 else other, atol=1e-5)
    assert any(isinstance(each, Muon) for each in folded.optimisers)
    by_adam = Trainer(FoldedPupil(), replace(TRAINING, muon=()))
    assert len(by_adam.optimisers) == 1
    assert taught(by_adam) != pytest.approx(taught(Trainer(Pupil(), TRAINING)), abs=1e-5)


def test_the_rate_warms_up_stays_and_falls_to_zero():
    trainer = Trainer(Pupil(), replace(TRAINING, steps=100, warmup=10, decay=0.2))
    rates = []
    for trainer.step in range(100):
        rates.append(trainer.rate)
    assert rates[0] == pytest.approx(0.1)
    assert all(rate == 1.0 for rate in rates[9:80])
    assert rates[90] == pytest.approx(0.5)
    assert rates[99] == pytest.approx(0.05)


def test_the_average_has_the_width_it_was_asked_for():
    for width, gamma in ((0.05, 16.97), (0.10, 6.94)):  # Karras et al. 2023, section 3.1
        assert averaging(99, width) == pytest.approx(0.99 ** (gamma + 1), abs=1e-4)
    assert averaging(99, 0.0) == pytest.approx(0.0)
    assert averaging(99, 0.5) == pytest.approx(0.99)
    for width in (0.05, 0.1, 0.2):
        weights = torch.zeros(3000, dtype=torch.float64)
        for step in range(3000):
            stays = averaging(step, width)
            weights *= stays
            weights[step] += 1 - stays
        places = (torch.arange(3000) + 0.5) / 3000
        mean = (weights * places).sum()
        spread = ((weights * (places - mean) ** 2).sum()).sqrt()
        assert weights.sum().item() == pytest.approx(1.0)
        assert spread.item() == pytest.approx(width, rel=0.02)


def test_the_average_becomes_the_masters_as_the_rate_falls():
    trainer = Trainer(Pupil(), replace(TRAINING, steps=60, warmup=1, decay=0.5, average=0.3))
    gaps = []
    for _ in range(60):
        taught(trainer, 1)
        now, average = trainer.network.enter.weight, trainer.average.enter.weight
        gaps.append((average - now).norm().item())
    assert gaps[-1] < 0.02 * max(gaps)
    assert gaps[29] > 0.2 * max(gaps)


def test_the_average_forgets_the_start_and_ends_beside_the_masters():
    trainer = Trainer(Pupil(), replace(TRAINING, steps=120, decay=1.0))
    taught(trainer, 1)
    assert torch.equal(trainer.average.enter.weight, trainer.network.enter.weight)
    start = trainer.network.enter.weight.clone()
    taught(trainer)
    now, average = trainer.network.enter.weight, trainer.average.enter.weight
    assert (average - now).norm() < 0.2 * (start - now).norm()


def test_a_poisoned_batch_is_skipped_and_the_run_goes_on():
    trainer = Trainer(NormedPupil(), TRAINING)
    taught(trainer, 5)
    before = {name: t.clone() for name, t in trainer.state_dict().items()}

    def poisoned(worker, batch):
        return distance(worker, (batch[0] * math.nan, batch[1]))

    (loss,) = taught(trainer, 1, poisoned)
    assert math.isnan(loss)
    assert trainer.step == 6
    assert all(torch.equal(t, before[name]) for name, t in trainer.state_dict().items())
    losses = taught(trainer)
    assert all(map(math.isfinite, losses))
    assert all(t.isfinite().all() for t in trainer.state_dict().values())


def test_a_huge_gradient_moves_no_further_than_a_large_one():
    def loud(worker, batch):
        return distance(worker, batch) * 1e12

    steady, shaken = Trainer(Pupil(), TRAINING), Trainer(Pupil(), TRAINING)
    taught(steady, 10)
    taught(shaken, 10, loud)
    for p, q in zip(steady.network.parameters(), shaken.network.parameters(), strict=True):
        assert (p - q).abs().max() < 0.1


@pytest.mark.parametrize("damage", ["cut", "zeros", "header", "empty", "bit", "gone"])
def test_a_damaged_checkpoint_falls_back_to_the_one_before(tmp_path, damage):
    path, trainer = tmp_path / "pupil.checkpoint", Trainer(Pupil(), TRAINING)
    for steps in (10, 10):
        taught(trainer, steps)
        checkpoint(path, trainer, "pupil", {})
    whole = path.read_bytes()
    damaged = {
        "cut": whole[: len(whole) // 2],
        "zeros": bytes(len(whole)),
        "header": whole[:30] + b"\xff" * 40 + whole[70:],
        "empty": b"",
        "bit": whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:],
    }
    path.unlink() if damage == "gone" else path.write_bytes(damaged[damage])
    other = Trainer(Pupil(seed=5), TRAINING)
    said = "resumed at 10 of 40 steps (pupil.checkpoint is missing or damaged, so this is the one"
    assert resume(path, other, "pupil").startswith(said)
    assert path.with_suffix(".damaged").exists() == (damage != "gone")
    taught(other, 10)
    assert equal(other, trainer)
    checkpoint(path, other, "pupil", {})
    path.unlink()
    assert resume(path, other, "pupil")  # no damaged file has taken the good one's place
    assert other.step == 10


def test_a_run_whose_checkpoints_are_all_damaged_does_not_begin_again(tmp_path):
    path, trainer = tmp_path / "pupil.checkpoint", Trainer(Pupil(), TRAINING)
    assert resume(path, trainer, "pupil") == ""
    for _ in range(2):
        taught(trainer, 1)
        checkpoint(path, trainer, "pupil", {})
    with pytest.raises(TrainingError, match="not of a codec"):
        resume(path, Trainer(Pupil(), TRAINING), "codec")
    for each in (path, path.with_suffix(".previous")):
        each.write_bytes(each.read_bytes()[:-1] + b"!")
    left = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    with pytest.raises(TrainingError, match=r"^pupil.checkpoint and pupil.previous in .* damaged"):
        resume(path, Trainer(Pupil(), TRAINING), "pupil")
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == left


def test_the_hashes_of_both_checkpoints_are_kept_the_newest_first(tmp_path):
    path, trainer = tmp_path / "pupil.checkpoint", Trainer(Pupil(), TRAINING)
    for count in (1, 2, 3, 3, 3):
        checkpoint(path, trainer, "pupil", {})
        taught(trainer, 1)
        told = path.with_suffix(".sha256").read_text().split()
        assert len(told) == count
        assert told[0] == digest(path)
    assert told[1] == digest(path.with_suffix(".previous"))


def test_a_checkpoint_of_before_there_were_hashes_is_read_and_said_to_be(tmp_path):
    path, trainer = tmp_path / "pupil.checkpoint", Trainer(Pupil(), TRAINING)
    taught(trainer, 3)
    checkpoint(path, trainer, "pupil", {})
    path.with_suffix(".sha256").unlink()
    other = Trainer(Pupil(seed=5), TRAINING)
    assert resume(path, other, "pupil").endswith("(without a SHA-256 to hold it against)")
    assert equal(other, trainer)
    checkpoint(path, other, "pupil", {})
    assert resume(path, other, "pupil") == "resumed at 3 of 40 steps"
    assert path.with_suffix(".sha256").read_text().split()[1] == digest(
        path.with_suffix(".previous")
    )


@pytest.mark.parametrize("change", [{"step": None}, {"step": "x"}, {"training": []}, {}])
def test_a_checkpoint_that_does_not_say_where_it_stood_is_refused_in_one_sentence(tmp_path, change):
    path, trainer = tmp_path / "pupil.checkpoint", Trainer(Pupil(), TRAINING)
    checkpoint(path, trainer, "pupil", {})
    path.with_suffix(".sha256").unlink()
    held = load(path, "pupil-run")
    save(path, replace(held, history={**held.history, **change} if change else {}))
    with pytest.raises(TrainingError, match=r"^[^\n]*damaged[^\n]*\.$"):
        resume(path, Trainer(Pupil(), TRAINING), "pupil")


def test_what_a_killed_run_left_half_written_is_swept_and_nothing_else(tmp_path):
    names = {".pupil.new-1a.part", ".pupil-000010.png-1a.part", ".garden-pupil.safetensors-1.part"}
    others = {".pupil2.new-1a.part", ".garden-judge.safetensors-1.part", ".tmpAbCdEf", "a.part"}
    for name in names | others | {".tmpAbCdEg"}:
        (tmp_path / name).touch()
    os.utime(tmp_path / ".tmpAbCdEg", (0, 0))
    words_of(Workspace(tmp_path, tmp_path, tmp_path / "none"), steps=10)
    left = {path.name for path in tmp_path.iterdir()}
    assert others <= left
    assert not (names | {".tmpAbCdEg"}) & left


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of a file's size")
@pytest.mark.parametrize("limit", [1, 3000, 9000])
def test_a_disk_that_is_full_is_told_in_one_sentence_and_both_checkpoints_stay(tmp_path, limit):
    import resource  # Windows has none

    workspace = Workspace(tmp_path, tmp_path, tmp_path / "none")
    words_of(workspace, steps=20)
    before = [digest(tmp_path / f"pupil.{name}") for name in ("checkpoint", "previous")]
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, most[1]))
    try:
        with pytest.raises(TargetError, match=r"^[^\n]*pupil.new could not be written"):
            words_of(workspace, steps=30)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
    assert [digest(tmp_path / f"pupil.{name}") for name in ("checkpoint", "previous")] == before
    assert not list(tmp_path.glob(".*"))
    assert "resumed at 20 of 30 steps, in" in words_of(workspace, steps=30)


def test_a_checkpoint_that_cannot_be_written_leaves_the_one_before(tmp_path, monkeypatch):
    path, trainer = tmp_path / "pupil.checkpoint", Trainer(Pupil(), TRAINING)
    taught(trainer, 3)
    checkpoint(path, trainer, "pupil", {})
    taught(trainer, 3)

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pellucid.nets.weights.save_file", full)
    with pytest.raises(TargetError, match="disk is full"):
        checkpoint(path, trainer, "pupil", {})
    other = Trainer(Pupil(seed=5), TRAINING)
    assert resume(path, other, "pupil")
    assert other.step == 3
    assert not list(tmp_path.glob("*.part"))


def test_a_warm_restart_from_float16_does_not_jump(tmp_path):
    config = replace(TRAINING, steps=600, warmup=50, batch=32)
    first = Trainer(Pupil(), config)
    *_, last = train(first, distance, samples)
    path = tmp_path / "garden-pupil.safetensors"
    _export(task(config), first, path, last)
    before = evaluated(first.average)
    network = Pupil(seed=7)
    continue_from(Workspace(*[tmp_path] * 3), network, "pupil")
    history = load(path, "pupil").history
    assert evaluated(network) == pytest.approx(before, rel=0.01)  # float16 itself costs nothing
    again = Trainer(network, config, history["steps"], history["samples"])
    losses, cold = taught(again, 50), taught(Trainer(Pupil(seed=7), config), 50)
    assert sum(losses) / 50 < 1.1 * before + 0.002
    assert sum(cold) / 50 > 2 * before
    assert again.steps_before == 600
    assert evaluated(again.average) < 1.1 * before


def test_weights_of_other_sizes_are_refused_in_one_sentence(tmp_path):
    *_, last = train(trainer := Trainer(Pupil(), TRAINING), distance, samples)
    path = tmp_path / "garden-pupil.safetensors"
    _export(task(TRAINING), trainer, path, last)
    with pytest.raises(TrainingError, match=r"other sizes.*--fresh"):
        continue_from(Workspace(*[tmp_path] * 3), torch.nn.Linear(2, 2), "pupil")


def test_a_line_of_progress_leaves_poisoned_batches_out_and_counts_them():
    trainer = Trainer(Pupil(), TRAINING)
    state = State(4, 4, 32, math.nan, 1.0, 2.0, stopping=False)
    losses = [1.0, math.nan, 3.0]
    line = _line(state, losses, {"loss": _mean(losses)}, trainer)
    assert "loss 2  1 bad batches skipped" in line


def evaluated(network):
    """The loss on samples that no run has seen."""
    with torch.no_grad():
        return distance(network, samples(range(10**6, 10**6 + 512))).item()


def test_a_batch_that_cannot_be_shared_equally_is_refused(monkeypatch):
    trainer = Trainer(Pupil(), replace(TRAINING, batch=8))
    monkeypatch.setattr("pellucid.learn.trainer.team", lambda: (0, 3))
    with pytest.raises(TrainingError, match="multiple of 3"):
        next(train(trainer, distance, samples))


def test_a_run_goes_on_with_another_batch_where_its_samples_ended(tmp_path):
    list(train(trainer := Trainer(Pupil(), replace(TRAINING, steps=5)), distance, samples))
    checkpoint(tmp_path / "pupil.checkpoint", trainer, "pupil", {})
    other = Trainer(Pupil(), replace(TRAINING, batch=2 * TRAINING.batch))
    assert resume(tmp_path / "pupil.checkpoint", other, "pupil")
    assert other.samples == trainer.samples == 5 * TRAINING.batch


def test_a_checkpoint_of_other_sizes_is_refused_in_one_sentence(tmp_path):
    checkpoint(tmp_path / "pupil.checkpoint", Trainer(Pupil(), TRAINING), "pupil", {})
    with pytest.raises(TrainingError, match=r"other sizes.*--name"):
        resume(tmp_path / "pupil.checkpoint", Trainer(torch.nn.Linear(2, 2), TRAINING), "pupil")


def test_a_warm_restart_goes_on_in_the_world_where_the_first_run_ended():
    seen = []

    def watched(ids):
        seen.append(ids)
        return samples(ids)

    list(train(Trainer(Pupil(), replace(TRAINING, steps=3), 100, 800), distance, watched))
    assert seen == [range(800 + 8 * step, 808 + 8 * step) for step in range(3)]


def words_of(workspace, **training):
    """What a run of the pupil says."""
    return "\n".join(teach(task(replace(TRAINING, **training)), workspace, every=10))


def test_the_command_reports_checkpoints_and_resumes_by_itself(tmp_path):
    workspace = Workspace(tmp_path, tmp_path, tmp_path / "none")
    assert "starting" in words_of(workspace, steps=20)
    made = {path.name for path in tmp_path.iterdir()}
    assert {"pupil.checkpoint", "pupil.previous", "garden-pupil.safetensors"} <= made
    assert {"pupil-000010.png", "pupil-000020.png"} <= made
    assert "done at 20 steps; ask for more --steps" in words_of(workspace, steps=20)
    assert "resumed at 20 of 30" in words_of(workspace, steps=30)


def test_a_run_that_went_on_from_weights_cannot_be_made_fresh_afterwards(tmp_path):
    short = task(replace(TRAINING, steps=10))
    fresh = Workspace(tmp_path, tmp_path / "fresh", tmp_path / "none", fresh=True)
    for said in ("starting", "this run is done"):
        assert said in "\n".join(teach(short, fresh, every=10))
    on = Workspace(tmp_path, tmp_path / "on", tmp_path / "fresh")
    list(teach(short, on, every=10))
    before = (on.run / "pupil.checkpoint").read_bytes()
    with pytest.raises(TrainingError, match=r"cannot be --fresh; .* a --name of its own"):
        list(teach(short, replace(on, fresh=True), every=10))
    assert (on.run / "pupil.checkpoint").read_bytes() == before


def test_a_run_keeps_a_diary_that_goes_on(tmp_path):
    workspace = Workspace(tmp_path, tmp_path, tmp_path / "none")
    for steps in (20, 30):
        words_of(workspace, steps=steps)
        with (tmp_path / "pupil.jsonl").open("a") as book:
            book.write('{"samples": 1, "hou\n')  # the power went
    lines = (tmp_path / "pupil.jsonl").read_text().splitlines()
    told = [json.loads(line) for line in lines if line.endswith("}")]
    assert [line["samples"] for line in told] == [80, 160, 240]
    assert all(line["fine"] == 0.5 for line in told)
    hours = [line["hours"] for line in told]
    assert 0 < hours[0] <= hours[1] <= hours[2] < 0.1
    assert all(0 < line["loss"] < 10 for line in told)


@pytest.mark.parametrize("precision", ["bf16"], indirect=True)
def test_a_run_goes_on_where_the_precision_is_another_and_says_so_once(
    tmp_path, monkeypatch, precision
):
    workspace = Workspace(tmp_path, tmp_path, tmp_path / "none")
    assert "starting of 20 steps, in bf16\n" in words_of(workspace, steps=20, half=True)
    monkeypatch.setattr("pellucid.nets.precision.multiplies_bfloat16", lambda *_: False)
    for steps, said in ((30, "in f32 (in bf16 until now)\n"), (40, "in f32\n")):
        told = words_of(workspace, steps=steps, half=True)
        assert f"resumed at {steps - 10} of {steps} steps, {said}" in told
    diary = [json.loads(line) for line in (tmp_path / "pupil.jsonl").read_text().splitlines()]
    assert [line["precision"] for line in diary] == [precision, precision, "f32", "f32"]
    assert diary[-1]["loss"] < diary[0]["loss"]


def test_shipping_writes_whole_files_and_vouches_for_nothing_else(tmp_path):
    workspace = Workspace(tmp_path, tmp_path / "run", tmp_path / "weights")
    with pytest.raises(MendableError, match="no weights to ship"):
        list(ship(workspace))
    *_, last = train(trainer := Trainer(Pupil(), TRAINING), distance, samples)
    _export(task(TRAINING), trainer, workspace.run / "garden-pupil.safetensors", last)
    workspace.shipped.mkdir()
    (workspace.shipped / "garden-other.safetensors").write_bytes(b"damaged")
    (workspace.shipped / "manifest.json").write_text('{"garden-other.safetensors": "as published"}')
    said = list(ship(workspace))
    told = json.loads((workspace.shipped / "manifest.json").read_text())
    assert told["garden-other.safetensors"] == "as published"
    assert told["garden-pupil.safetensors"] == digest(
        workspace.shipped / "garden-pupil.safetensors"
    )
    assert len(list(workspace.shipped.iterdir())) == 3
    assert said == ["shipped garden-pupil.safetensors"]


def run(*command, wait):
    """Start the pupil's program and wait for it to end well."""
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        capture_output=True, text=True, timeout=wait, check=False, env=surroundings(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def surroundings():
    return os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.mark.slow
def test_a_terminated_run_leaves_a_checkpoint_and_goes_on_exactly(tmp_path):
    command = [sys.executable, str(PUPIL), str(tmp_path), "40", "0.05"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=surroundings()
    ) as process:
        deadline = time.monotonic() + 120
        while not (tmp_path / "going").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=120)  # seconds, unless the machine is starved
    assert process.returncode == 0
    part = Trainer(Pupil(seed=5), TRAINING)
    assert resume(tmp_path / "pupil.checkpoint", part, "pupil")
    assert 5 <= part.step < 40, said
    through = Trainer(Pupil(), TRAINING)
    taught(through)
    taught(part)
    assert equal(part, through)


@pytest.mark.slow
def test_two_processes_see_the_samples_of_one_and_learn_the_same(tmp_path):
    run(
        "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2",
        PUPIL, tmp_path, 12, wait=240,
    )  # fmt: skip
    ranks = [json.loads((tmp_path / f"rank-{rank}.json").read_text()) for rank in (0, 1)]
    assert sorted(ranks[0]["seen"] + ranks[1]["seen"]) == list(range(12 * 8))
    assert not set(ranks[0]["seen"]) & set(ranks[1]["seen"])
    alone = Trainer(Pupil(), replace(TRAINING, steps=12))
    losses = taught(alone)
    both = [(a + b) / 2 for a, b in zip(ranks[0]["losses"], ranks[1]["losses"], strict=True)]
    assert both == pytest.approx(losses, rel=1e-5)
    together = Trainer(Pupil(seed=5), replace(TRAINING, steps=12))
    assert resume(tmp_path / "pupil.checkpoint", together, "pupil")
    for name, tensor in together.state_dict().items():
        torch.testing.assert_close(tensor, alone.state_dict()[name], rtol=1e-4, atol=1e-6)


@pytest.mark.slow
def test_a_run_that_is_killed_at_any_moment_goes_on_from_where_it_was(tmp_path):
    told = json.loads(run(PUPIL.with_name("kills.py"), tmp_path, 12, wait=600))
    assert told["kills"] == 12
    assert told["steps"] > 0
    assert (told["unreadable"], told["lost"]) == (0, 0)


@pytest.mark.slow
def test_a_run_goes_on_with_two_processes_and_then_with_one_as_if_it_had_always_been_one(tmp_path):
    team = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2")
    seen, losses, alone = [], [], []
    for steps, command in ((4, ()), (8, team), (12, ())):
        trainer = Trainer(Pupil(), replace(TRAINING, steps=steps))
        resume(tmp_path / "alone.checkpoint", trainer, "pupil")
        alone += taught(trainer)
        checkpoint(tmp_path / "alone.checkpoint", trainer, "pupil", {})
        run(*command, PUPIL, tmp_path, steps, wait=240)
        count = 2 if command else 1
        ranks = [json.loads((tmp_path / f"rank-{n}.json").read_text()) for n in range(count)]
        seen.append(sorted(sample for rank in ranks for sample in rank["seen"]))
        together = zip(*(rank["losses"] for rank in ranks), strict=True)
        losses += [sum(each) / count for each in together]
    assert seen == [list(range(8 * at, 8 * at + 32)) for at in (0, 4, 8)]
    assert losses == pytest.approx(alone, rel=1e-5)
