"""In which precision things are computed: decided in one place, by what the processor can do."""

import platform
import re
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
import torch
from pupil import TRAINING, Pupil
from torch import nn

import pellucid
from pellucid.engine import backend
from pellucid.learn.trainer import Trainer
from pellucid.nets.precision import called, fastest, multiplies_bfloat16, quick

PACKAGE = Path(pellucid.__file__).parent
DECIDES = ("nets/precision.py", "engine/backend.py")  # OpenVINO takes precisions as words


def test_nothing_else_names_a_precision() -> None:
    named = re.compile(r"b(?:float|f)16|\bautocast\b", re.IGNORECASE)
    wrong = [
        f"{file.relative_to(PACKAGE)}:{number} {line.strip()}"
        for file in sorted(PACKAGE.rglob("*.py"))
        if file.relative_to(PACKAGE).as_posix() not in DECIDES
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if named.search(line.replace("openvino-bf16", ""))  # a backend's name, for people
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("able", "expected"),
    [
        ({"avx2": True, "fma3": True, "avx512_bf16": False, "amx_bf16": False}, torch.float32),
        ({"avx2": True, "avx512_f": True, "avx512_vnni": True}, torch.float32),
        ({"avx2": True, "avx512_f": True, "avx512_bf16": True}, torch.bfloat16),
        ({"neon": True, "fp16_arith": True, "bf16": False}, torch.float32),
        ({"neon": True, "bf16": True}, torch.bfloat16),
    ],
)
def test_the_processor_s_instructions_decide(monkeypatch, able, expected) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: able)
    monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda: True)
    assert fastest() == expected
    monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda: False)  # no kernels
    assert fastest() == torch.float32


def test_a_torch_that_cannot_say_what_the_processor_can_do_means_float32(monkeypatch) -> None:
    monkeypatch.delattr(torch.cpu, "get_capabilities")
    assert fastest() == torch.float32


def test_a_card_is_asked_itself_and_not_the_processor(monkeypatch) -> None:
    for able in (False, True):
        monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: able)  # noqa: ARG005, B023
        assert multiplies_bfloat16(torch.device("cuda")) is able
    assert not multiplies_bfloat16(torch.device("mps"))


@pytest.mark.skipif(find_spec("openvino") is None, reason="there is no OpenVINO")
@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="of x86 alone")
def test_what_draws_and_what_learns_agree_on_this_processor() -> None:
    assert backend.fastest().precision == called(fastest())


def test_a_worker_and_what_is_quick_have_the_precision_of_the_processor(precision) -> None:
    with quick():
        answer = nn.Linear(4, 4)(torch.ones(1, 4))
    assert called(answer.dtype) == precision
    trainer = Trainer(Pupil(), TRAINING)
    assert not TRAINING.half
    assert {called(each.dtype) for each in trainer.worker.parameters()} == {"f32"}
    trainer = Trainer(Pupil(), replace(TRAINING, half=True))
    assert {called(each.dtype) for each in trainer.worker.parameters()} == {precision}
    assert {called(each.dtype) for each in trainer.network.parameters()} == {"f32"}
