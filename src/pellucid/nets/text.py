"""Words to vectors: a small frozen sentence encoder, read token by token.

all-MiniLM-L6-v2 (Wang et al. 2020, arXiv 2002.10957; Reimers and Gurevych 2019, arXiv 1908.10084)
gives every word piece 384 numbers that depend on its neighbours, and their mean as a summary.
It reads English; other languages are drawn from whatever it makes of them.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from pellucid.denoise import Cond
from pellucid.nets.minilm import MiniLM, MiniLMConfig
from pellucid.nets.weights import SHIPPED, WeightsError, build, load

LENGTH = 48  # word pieces read, [CLS] and [SEP] included; the garden's longest captions fit
WIDTH = 384
FOLDER = SHIPPED / "text-encoder"
KIND, NETWORK, TOKENIZER = "text-encoder", "network.safetensors", "tokenizer.json"
SHA256 = "29479f5b55e8a2a521e7ff8e002920a14bc99926ef05caaedd27fa63ca79e355"  # of the network
PIECES = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"  # of the tokenizer


@dataclass(frozen=True, slots=True)
class Reading:
    """What the encoder reads of a prompt, and what it leaves out because it is too long."""

    read: str
    left_out: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, or a part of one, as the encoder reads it, and where it stands in the tidy prompt."""

    text: str
    start: int
    end: int
    whole: bool  # a word of its own rather than a part of one it does not know


@dataclass(frozen=True, slots=True, eq=False)
class TextEncoder:
    """Prompts to conditions: tokens (B, L, 384), a mask (B, L), and their mean (B, 384)."""

    tokenizer: Tokenizer  # that cuts and pads to `LENGTH`
    states: Callable[[Tensor, Tensor], Tensor]  # word pieces, mask (B, L) -> their meanings

    def __call__(self, prompts: Sequence[str], /) -> Cond:
        """The condition for each prompt; the empty string is the null condition."""
        return self._read(*self.pieces(prompts))

    def snug(self, prompts: Sequence[str], /) -> Cond:
        """The same conditions with no more padding than the longest prompt needs."""
        ids, mask = self.pieces(prompts)
        longest = int(mask.sum(1).max())
        return self._read(ids[:, :longest], mask[:, :longest])

    @torch.no_grad()
    def _read(self, ids: Tensor, mask: Tensor) -> Cond:
        tokens = self.states(ids, mask).float()
        shown = mask[..., None].float()
        pooled = (tokens * shown).sum(1) / shown.sum(1)
        return Cond(tokens * shown, mask.bool(), pooled)

    def pieces(self, prompts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Word-piece numbers and their mask, both (B, L) int64, cut or padded to `LENGTH`."""
        rows = self.tokenizer.encode_batch([tidy(each) for each in prompts])
        ids, mask = [row.ids for row in rows], [row.attention_mask for row in rows]
        return torch.tensor(ids), torch.tensor(mask)

    def places(self, prompt: str) -> list[tuple[int, int]]:
        """Say where each of the `LENGTH` tokens stands in a tidy prompt; (0, 0) if it is none."""
        return list(self.tokenizer.encode(prompt).offsets)

    def reading(self, prompt: str) -> Reading:
        """Split a prompt where the encoder stops reading."""
        prompt = tidy(prompt)
        found = self.tokenizer.encode(prompt)
        end = found.offsets[-2][1] if found.overflowing else len(prompt)  # the last is [SEP]
        return Reading(prompt[:end], prompt[end:].strip())

    def spelling(self, prompt: str) -> list[Piece]:
        """Show how a prompt is read: its word pieces up to where the encoder stops."""
        prompt = tidy(prompt)
        found = self.tokenizer.encode(prompt)
        words = [word for part in (found, *found.overflowing) for word in part.word_ids]
        spans = zip(found.offsets, found.word_ids, strict=True)
        return [
            Piece(prompt[start:end], start, end, words.count(word) == 1)
            for (start, end), word in spans
            if word is not None
        ]


class States(nn.Module):
    """The encoder's network, read when it is first asked: a compiled copy may answer instead."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.network: nn.Module | None = None

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Word pieces and their mask, both (B, L), to states (B, L, 384)."""
        if self.network is None:
            self.network = build(load(self.path, KIND, SHA256), MiniLM, MiniLMConfig)
        states: Tensor = self.network(ids, mask)
        return states


def tidy(prompt: str) -> str:
    """One line, single spaces."""
    return " ".join(prompt.split())


@lru_cache(maxsize=1)
def load_text_encoder(folder: Path = FOLDER) -> TextEncoder:
    """The frozen encoder that comes with the package.

    Raises WeightsError if a file is missing or is not the published one: of the tokenizer here, of
    the network when it is first asked.
    """
    pieces = folder / TOKENIZER
    data = pieces.read_bytes() if pieces.is_file() else b""
    if hashlib.sha256(data).hexdigest() != PIECES:
        raise WeightsError(f"{pieces.name} is not the file that was published; reinstall pellucid.")
    found: Tokenizer = Tokenizer.from_str(data.decode())
    found.enable_truncation(LENGTH)
    found.enable_padding(length=LENGTH)
    return TextEncoder(found, States(folder / NETWORK))
