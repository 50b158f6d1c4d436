"""What training optimises: one loss for denoising, one for the codec.

A denoiser's noise, noise levels and dropped captions are functions of (seed, sample number) alone:
they do not depend on how samples are shared among processes. The noise on the codec's latents is
drawn once for a batch, and so depends on where each process's part of it begins.
"""

from dataclasses import dataclass, field
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.func import functional_call

from pellucid.denoise import Cond
from pellucid.nets.dit import DiT
from pellucid.nets.precision import quick
from pellucid.precondition import FLOW, Preconditioned
from pellucid.schedule import Flow

LOUDEST = 400.0  # 1 / t^2 at t = 0.05: below it, errors of a clean latent count no more


@dataclass(frozen=True, slots=True, eq=False)
class Denoising:
    """A batch for the denoiser: clean latents, noise to add, how much of it, and the words."""

    x0: Tensor
    noise: Tensor
    sigma: Tensor
    cond: Cond


def denoise_loss(worker: nn.Module, batch: Denoising) -> Tensor:
    """Mean squared error of flow matching, whatever the network predicts: |v - (noise - x0)|^2.

    v is the velocity that the answer means, at time t = sigma / (1 + sigma) (Lipman et al. 2022,
    arXiv 2210.02747; Liu et al. 2022, arXiv 2209.03003). An error e of the clean latent is an error
    e / t of the velocity, so that of another prediction counts (out / t)^2, at most `LOUDEST`.
    """
    assert isinstance(worker, DiT)
    dtype, row = next(worker.parameters()).dtype, worker.config.prediction
    model = Preconditioned(worker, row, Flow().time, dtype)
    weight = (row.out(batch.sigma) / FLOW.out(batch.sigma)) ** 2
    weight = torch.as_tensor(weight).clamp(max=LOUDEST)
    return (weight.flatten() * model.loss(batch.x0, batch.noise, batch.sigma, batch.cond)).mean()


def logit_normal(generator: torch.Generator, mean: float = 0.7, deviation: float = 1.5) -> float:
    """A noise level sigma = t / (1 - t) whose logit of t is Gaussian, so log sigma is.

    Middle noise levels, where pictures are decided, come most often (Esser et al. 2024, arXiv
    2403.03206, who use mean 0 and deviation 1). A whole picture's light is seen through far more
    noise than its details are, so here one level in seven is above 10.
    """
    return (mean + deviation * torch.randn((), generator=generator)).exp().item()


def stream(seed: int, sample: int) -> torch.Generator:
    """The random numbers that belong to one training sample, wherever and whenever it is used."""
    mixed = (seed * 0x9E3779B97F4A7C15 + sample * 0xBF58476D1CE4E5B9 + 0x94D049BB133111EB) % 2**63
    return torch.Generator().manual_seed(mixed)


@dataclass(frozen=True, slots=True)
class CodecLoss:
    """L1 + gradients at three scales + structural similarity, with noise on the latents.

    Noise and small changes of the latent picture (halved, mirrored) teach the decoder to forgive
    a denoiser's small mistakes and keep latents smooth (EQ-VAE, Kouzelis et al. 2025,
    arXiv 2502.09509). SSIM after Wang et al. 2004.
    """

    gradient: float = 0.4
    structure: float = 0.25
    preview: float = 0.1
    noise: float = 0.08
    halved: float = 0.12
    mirrored: float = 0.08

    def __call__(self, worker: nn.Module, batch: tuple[Tensor, torch.Generator]) -> Tensor:
        picture, generator = batch
        with quick(picture.device):
            latent = worker.encode(picture)  # type: ignore[operator]
            latent, picture = self._changed(latent, picture, generator)
            level = torch.rand(len(latent), 1, 1, 1, generator=generator) * self.noise
            grain = level * torch.randn(latent.shape, generator=generator)
            noisy = latent + grain.to(latent.device)
            drawn: Tensor = worker.decode(noisy)  # type: ignore[operator]
            small: Tensor = worker.preview(latent.detach())  # type: ignore[operator]
        return self.both(drawn.float(), small.float(), picture)

    def both(self, drawn: Tensor, small: Tensor, picture: Tensor) -> Tensor:
        """How far from a picture (B, 3, H, W) both decoders are, the small one counting little."""
        smaller = F.interpolate(picture, small.shape[-2:], mode="area")
        return self.distance(drawn, picture) + self.preview * (small - smaller).abs().mean()

    def distance(self, drawn: Tensor, picture: Tensor) -> Tensor:
        """How far apart two pictures (B, 3, H, W) are."""
        wrong = drawn - picture
        edges = torch.stack([_edges(F.avg_pool2d(wrong, size)) for size in (1, 2, 4)]).mean()
        unlike = 1 - similarity(drawn, picture)
        return wrong.abs().mean() + self.gradient * edges + self.structure * unlike

    def _changed(
        self, latent: Tensor, picture: Tensor, generator: torch.Generator
    ) -> tuple[Tensor, Tensor]:
        draw = torch.rand((), generator=generator).item()
        if draw < self.halved:
            return _halved(latent), _halved(picture)
        if draw < self.halved + self.mirrored:
            return latent.flip(-1), picture.flip(-1)
        return latent, picture


@dataclass(frozen=True, slots=True)
class DecoderLoss:
    """The codec's loss of latents as they are given, and a contest with a critic: two networks.

    The critic learns by the hinge max(0, 1 - c(painted)) + max(0, 1 + c(drawn)), the decoder by
    -c(drawn), whose gradient on a picture is always `share` as long as that of its own loss. So
    the critic is heard from the first step, and never louder (weights after Esser et al. 2021,
    arXiv 2012.09841; hinge after Lim and Ye 2017, arXiv 1705.02894).
    """

    codec: CodecLoss = field(default_factory=CodecLoss)
    share: float = 0.4

    def __call__(self, worker: Any, batch: tuple[Tensor, Tensor]) -> Tensor:
        latent, picture = batch
        codec, critic = worker["codec"], worker["critic"]
        unmoved = {name: value.detach() for name, value in critic.named_parameters()}
        with quick(picture.device):
            drawn, small = codec.decode(latent).float(), codec.preview(latent).float()
            painted, told = critic(picture).float(), critic(drawn.detach()).float()
            doubt = -functional_call(critic, unmoved, drawn).float().mean()
        unlike = self.codec.both(drawn, small, picture)
        weight = self.share * _length(unlike, drawn) / _length(doubt, drawn).clamp_min(1e-12)
        hinge: Tensor = F.relu(1 - painted).mean() + F.relu(1 + told).mean()
        total: Tensor = unlike + weight * doubt + hinge
        return total


def _length(loss: Tensor, drawn: Tensor) -> Tensor:
    (gradient,) = torch.autograd.grad(loss, drawn, retain_graph=True)
    length: Tensor = torch.linalg.vector_norm(gradient)
    return length


def similarity(a: Tensor, b: Tensor) -> Tensor:
    """Mean structural similarity of pictures in [-1, 1] over windows of 7 x 7: 1 when equal."""

    def mean(t: Tensor) -> Tensor:
        return F.avg_pool2d(t, 7, 1)

    ma, mb = mean(a), mean(b)
    va, vb, cov = mean(a * a) - ma * ma, mean(b * b) - mb * mb, mean(a * b) - ma * mb
    c1, c2 = (0.01 * 2) ** 2, (0.03 * 2) ** 2  # the paper's constants for a range of 2
    alike = (2 * ma * mb + c1) * (2 * cov + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2))
    return alike.mean()


def psnr(a: Tensor, b: Tensor) -> Tensor:
    """Peak signal-to-noise ratio of each picture (B,) in dB, for values in [-1, 1]."""
    return 10 * torch.log10(4 / (a - b).square().mean(dim=(1, 2, 3)))


def _edges(difference: Tensor) -> Tensor:
    right = difference[..., 1:] - difference[..., :-1]
    down = difference[..., 1:, :] - difference[..., :-1, :]
    return right.abs().mean() + down.abs().mean()


def _halved(picture: Tensor) -> Tensor:
    return F.interpolate(picture, scale_factor=0.5, mode="bilinear", antialias=True)
