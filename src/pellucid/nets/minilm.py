"""MiniLM: the network that says what each word piece means where it stands.

A transformer of six layers that normalises after it adds (BERT, Devlin et al. 2018,
arXiv 1810.04805), in the sizes of all-MiniLM-L6-v2 (Wang et al. 2020, arXiv 2002.10957).

Shapes: B prompts, L word pieces, D width, H heads, K = D / H.
"""

from dataclasses import dataclass

import torch
from einops import rearrange
from torch import Tensor, nn

from pellucid.nets.blocks import attend


@dataclass(frozen=True, slots=True)
class MiniLMConfig:
    """Sizes of the encoder: its vocabulary, the longest prompt in word pieces, and its layers."""

    vocabulary: int = 30522
    length: int = 48
    width: int = 384
    depth: int = 6
    heads: int = 12


class Layer(nn.Module):
    """Attention, then an MLP, each added to its input and then normalised."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.after_attention = nn.LayerNorm(width, eps=1e-12)
        self.mlp = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)
        )
        self.after_mlp = nn.LayerNorm(width, eps=1e-12)

    def forward(self, x: Tensor, hidden: Tensor) -> Tensor:
        q, k, v = rearrange(self.qkv(x), "b l (three h k) -> three b h l k", three=3, h=self.heads)
        x = self.after_attention(x + self.out(attend(q, k, v, hidden)))  # (B, L, D)
        done: Tensor = self.after_mlp(x + self.mlp(x))
        return done


class MiniLM(nn.Module):
    """(word pieces, their mask) -> what each of them means where it stands."""

    def __init__(self, config: MiniLMConfig) -> None:
        super().__init__()
        self.config = config
        self.words = nn.Parameter(torch.zeros(config.vocabulary, config.width))
        self.places = nn.Parameter(torch.zeros(config.length, config.width))
        self.normal = nn.LayerNorm(config.width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(config.width, config.heads) for _ in range(config.depth))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Word pieces and their mask, both (B, L), to states (B, L, D).

        Where the mask is 0 nobody looks, and what stands there means nothing.
        """
        x: Tensor = self.normal(self.words[ids] + self.places[: ids.shape[1]])  # (B, L, D)
        hidden = (1 - mask[:, None, None].float()) * -1e4  # added inside the softmax
        for layer in self.layers:
            x = layer(x, hidden)
        return x
