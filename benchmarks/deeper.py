"""Which latents does a small denoiser learn best? f8 x 4 channels cut by 4, or f16 x 16 cut by 2.

Both give a 256 x 256 picture 4,096 numbers and the network 64 tokens of 64 numbers, so the two
denoisers are one network and a step costs the same; only the codec's last level differs. Run in
this order (the garden's codec, latents and judge must be in Pellucid's home already):

    python benchmarks/deeper.py codec --steps 2600     # teach the f16 codec, its outer levels warm
    python benchmarks/deeper.py latents                # the same scenes through it
    python benchmarks/deeper.py denoiser f8  --steps 900 &
    python benchmarks/deeper.py denoiser f16 --steps 900
    python benchmarks/deeper.py score

The two denoisers start from the same random weights and see the same scenes, captions and noise
levels in the same order, each on one thread.
"""

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from pellucid.app.train import _teach as teach
from pellucid.learn import codec as codecs
from pellucid.learn.denoiser import Easel
from pellucid.learn.evaluate import mark, questions
from pellucid.learn.judge import load_judge, read
from pellucid.learn.latents import SHARD, open_latents, shard_path
from pellucid.learn.learner import Training
from pellucid.learn.lesson import Desk, Lesson, file_name, sheet
from pellucid.learn.objective import denoise_loss, psnr
from pellucid.learn.painted import as_tensor, open_pictures
from pellucid.nets.autoencoder import Autoencoder, AutoencoderConfig
from pellucid.nets.dit import DiT, DiTConfig
from pellucid.nets.text import load_text_encoder
from pellucid.nets.weights import Weights, load, save
from pellucid.studio.store import home
from pellucid.studio.weights import SHIPPED

DEEP = AutoencoderConfig(16, (48, 96, 128, 224), (224, 160, 96, 48))
SIZES = {
    "f8": DiTConfig(patch=4, side=32, channels=4),
    "f16": DiTConfig(patch=2, side=16, channels=16),
}
SHARDS = 11  # of 1,024 scenes: as many as are painted for the codec
OUTER = {"encoder": dict(zip(range(1, 7), range(1, 7), strict=True))}  # layer there: layer in f8
OUTER["decoder"] = {6: 1, 7: 2, 8: 4, 10: 6, 11: 7, 12: 8, 14: 10, 15: 11, 17: 13}
ROOM = home() / "runs" / "deeper"
SHALLOW = Desk(home() / "data", home() / "runs" / "garden", SHIPPED)


def desk(name: str) -> Desk:
    """Where one side of the comparison lives; the f8 side reads the garden's own latents."""
    return Desk(SHALLOW.data if name == "f8" else ROOM / "data", ROOM / name, ROOM / name)


def codec_file(name: str) -> Path:
    """Which codec a side uses."""
    return SHALLOW.newest("codec") if name == "f8" else ROOM / "f16" / file_name("codec")


def learn_codec(steps: int) -> None:
    """Teach the f16 codec by the garden's own lesson."""
    path = codec_file("f16")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        network = Autoencoder(DEEP)
        warm = dict(load(codec_file("f8"), "codec").tensors)
        own = network.state_dict()
        for name in own:
            part, _, rest = name.partition(".")
            layer, _, rest = rest.partition(".")
            if part in OUTER and int(layer) in OUTER[part]:
                own[name] = warm[f"{part}.{OUTER[part][int(layer)]}.{rest}"].float()
        network.load_state_dict(own)
        save(path, Weights("codec", asdict(DEEP), {}, network.state_dict()), torch.float16)
    place = Desk(SHALLOW.data, path.parent, path.parent, scenes=SHARDS * SHARD)
    lesson = codecs.lesson(place, DEEP)
    training = replace(lesson.training, steps=steps, adam=8e-4)
    teach(replace(lesson, training=training), place, 300)


@torch.inference_mode()
def encode() -> None:
    """Put the scenes of the f8 store through the f16 codec; their words stay as they are."""
    codec = codecs.load_codec(codec_file("f16"))
    pictures = open_pictures(SHALLOW.data / "pictures.bytes")
    room = desk("f16").data / "latents"
    room.mkdir(parents=True, exist_ok=True)
    for number in range(SHARDS):
        own = pictures[number * SHARD : (number + 1) * SHARD]
        latents = []
        for start in range(0, SHARD, 16):
            with torch.autocast("cpu", torch.bfloat16):
                latents.append(codec.encode(as_tensor(own[start : start + 16])).half())
        path = shard_path(SHALLOW.data / "latents", number)
        with safe_open(path, "pt") as file:
            words = file.metadata()
        parts = load_file(path) | {"latents": torch.cat(latents).contiguous()}
        save_file(parts, shard_path(room, number), metadata=words)
        print(f"{number + 1} of {SHARDS}", flush=True)


def learn_denoiser(name: str, steps: int) -> None:
    """Teach one side's denoiser from random weights."""
    torch.manual_seed(0)
    network = DiT(SIZES[name])
    store = open_latents(desk(name).data / "latents", load_text_encoder()([""]), limit=SHARDS)
    training = Training(steps=steps, batch=128, rate=1e-3, adam=5e-4)
    lesson = Lesson(
        "denoiser",
        network,
        asdict(SIZES[name]),
        denoise_loss,
        store,
        training,
        lambda _: {},
        lambda *_: None,
    )
    teach(lesson, desk(name), 100)


@torch.inference_mode()
def pictures_of(name: str, prompts: list[str], seeds: list[int]) -> Tensor:
    """Draw prompts nearly as the engine would: 20 steps of dpmpp_2m, guidance 5."""
    found = load(ROOM / name / file_name("denoiser"), "denoiser")
    network = DiT(SIZES[name])
    network.load_state_dict({key: value.float() for key, value in found.tensors.items()})
    decode = codecs.load_codec(codec_file(name)).decode
    easel = Easel(load_text_encoder(), decode, steps=20)
    return easel.draw(network, prompts, seeds)


def score(count: int) -> None:
    """Print both sides: the codec's faithfulness, and what the judge sees in drawings."""
    judge = load_judge(SHALLOW.newest("judge"))
    asked, rare = questions(count), questions(count // 4, held_out=True)
    held = as_tensor(np.stack([one.scene.picture() for one in asked[:48]]))
    report = {}
    for name in SIZES:
        codec = codecs.load_codec(codec_file(name))
        with torch.inference_mode():
            back = torch.cat([codec(part).clamp(-1, 1) for part in torch.split(held, 8)])
        report[name] = {"codec_db": round(psnr(back, held).mean().item(), 2)}
        for kind, some in (("seen", asked), ("held_out", rare)):
            drawn = pictures_of(name, [q.prompt for q in some], [q.seed for q in some])
            marks = mark(read(judge, drawn), some)
            shares = [share.share for share in marks.attributes.values()]
            report[name][f"{kind}_objects"] = round(marks.objects.share, 3)
            report[name][f"{kind}_everything"] = round(marks.everything.share, 3)
            report[name][f"{kind}_attributes"] = round(sum(shares) / len(shares), 3)
            sheet(drawn[:32], 8, ROOM / f"{name}-{kind}.png")
        print(json.dumps({name: report[name]}), flush=True)


def main() -> None:
    """Read what to do, and do it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("codec", "latents", "denoiser", "score"))
    parser.add_argument("side", nargs="?", choices=tuple(SIZES), default="f16")
    parser.add_argument("--steps", type=int, default=900)
    parser.add_argument("--count", type=int, default=192)
    told = parser.parse_args()
    if told.what == "codec":
        learn_codec(told.steps)
    elif told.what == "latents":
        encode()
    elif told.what == "denoiser":
        learn_denoiser(told.side, told.steps)
    else:
        score(told.count)


if __name__ == "__main__":
    main()
