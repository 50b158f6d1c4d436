"""Weight files, damaged or described otherwise: read, built, and looked at noise with."""

import json
import tempfile
from pathlib import Path
from random import Random

import crafted_weights as crafted
import torch

from fuzz import Target, damaged
from pellucid.denoise import Cond
from pellucid.nets.dit import DiT, DiTConfig
from pellucid.nets.weights import build, load

WRONG = list(crafted.files())
VALUES = (0, 1, 2, 3, 4, 8, -1, 10**6, 2**63, 0.5, "8", None, True, [], [4, 1], {}, [[1]])


def case(random: Random) -> bytes:
    """A good file with other sizes in its words or its header, or any file with damaged bytes."""
    how = random.randrange(3)
    if how == 0:
        return damaged(random, random.choice([crafted.whole(), random.choice(WRONG)[1]]))
    header, numbers = crafted.taken_apart(crafted.whole())
    told = json.loads(header["__metadata__"]["config"])
    for _ in range(random.randint(1, 2)):
        place = told if how == 1 else random.choice(list(header.values())[1:])
        place[random.choice(list(place))] = random.choice(VALUES)
    header["__metadata__"]["config"] = json.dumps(told)
    return crafted.put_together(header, numbers)


def read(data: bytes) -> object:
    """Load and build the denoiser in a file, and look with it once."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "w.safetensors")
        path.write_bytes(data)
        network = build(load(path, "denoiser"), DiT, DiTConfig)
        config = network.config
        said = Cond(
            torch.zeros(1, 2, config.text), torch.ones(1, 2) > 0, torch.zeros(1, config.text)
        )
        noise = torch.zeros(1, config.channels, config.side, config.side)
        return network(noise, torch.ones(1), said)


TARGET = Target("weights", case, read, seconds=1.0, megabytes=100)
