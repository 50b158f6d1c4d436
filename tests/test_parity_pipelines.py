"""Our compositions against diffusers' pipelines, with tiny networks of random weights.

Text embeddings and latents go in, latents come out: no downloads, no autoencoder. An editing
pipeline there is a starting rung or a wrapper here.
"""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import pytest
import torch
from torch import Tensor

from pellucid.denoise import Bound, Cond, Denoiser, Guided, Masked, Model
from pellucid.ladders import even
from pellucid.precondition import EPS, FLOW, PREDICTIONS, Preconditioned
from pellucid.schedule import Flow, ScaledLinear
from pellucid.solvers import SOLVERS
from pellucid.walk import sample

pytestmark = [
    pytest.mark.hub,
    pytest.mark.training,
    # diffusers and transformers, not we, use what torch and numpy are about to drop
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]

STEPS, SCALE, SIZE, SEED = 20, 5.0, 16, 3
CHAIN = ScaledLinear()
BETAS = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
TRAILING = {**BETAS, "timestep_spacing": "trailing"}
STRICT = {**TRAILING, "clip_sample": False, "set_alpha_to_one": True}
BLOCKS = {
    "block_out_channels": (8, 16),
    "layers_per_block": 1,
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
    "cross_attention_dim": 12,
    "attention_head_dim": 4,
    "norm_num_groups": 4,
}


def gaussian(seed: int, *shape: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def told(seed: int) -> Cond:
    return Cond(gaussian(seed, 1, 7, 12), torch.ones(1, 7, dtype=torch.bool))


TEXT, NULL = told(1), told(2)
PROMPTS = {"prompt_embeds": TEXT.tokens, "negative_prompt_embeds": NULL.tokens}
PICTURE = gaussian(5, 1, 4, SIZE, SIZE)
START = gaussian(4, 1, 4, SIZE, SIZE)


@cache
def unet() -> Any:
    from diffusers import UNet2DConditionModel

    torch.manual_seed(0)
    ups = {"up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"), "sample_size": SIZE}
    return UNet2DConditionModel(**BLOCKS, **ups).eval()


@cache
def controlnet() -> Any:
    from diffusers import ControlNetModel

    torch.manual_seed(1)
    net = ControlNetModel(**BLOCKS, conditioning_embedding_out_channels=(8,)).eval()
    with torch.no_grad():  # it begins as zeros, which would test nothing
        for weight in net.parameters():
            weight.add_(0.05 * torch.randn_like(weight))
    return net


def pipeline(kind: str, scheduler: str, options: dict[str, Any], **more: Any) -> Any:
    import diffusers

    diffusers.utils.logging.set_verbosity_error()
    diffusers.utils.logging.disable_progress_bar()
    vae = diffusers.AutoencoderKL(
        block_out_channels=(8,), norm_num_groups=4, latent_channels=4, sample_size=SIZE
    )
    pipe = getattr(diffusers, kind)(
        vae=vae,
        text_encoder=None,
        tokenizer=None,
        unet=unet(),
        scheduler=getattr(diffusers, scheduler)(**options),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
        **more,
    )
    pipe.set_progress_bar_config(disable=True)
    return partial(
        pipe,
        **PROMPTS,
        num_inference_steps=STEPS,
        guidance_scale=SCALE,
        output_type="latent",
    )


def adapted(prediction: str = "eps") -> Model:
    """A U-Net as a Model: its clock counts the steps of the chain, from 0."""

    def network(z: Tensor, k: Tensor, cond: Cond) -> Tensor:
        answer: Tensor = unet()(z, k, cond.tokens).sample
        return answer

    return Preconditioned(network, PREDICTIONS[prediction], clock)


def controlled(hint: Tensor, weight: float) -> Model:
    def network(z: Tensor, k: Tensor, cond: Cond) -> Tensor:
        down, middle = controlnet()(
            z, k, cond.tokens, hint, conditioning_scale=weight, return_dict=False
        )
        residuals = {
            "down_block_additional_residuals": down,
            "mid_block_additional_residual": middle,
        }
        answer: Tensor = unet()(z, k, cond.tokens, **residuals).sample
        return answer

    return Preconditioned(network, EPS, clock)


def clock(sigma: Any) -> Any:
    return 1000 * CHAIN.time(sigma) - 1


def guided(model: Model) -> Guided:
    return Guided(Bound(model, TEXT), Bound(model, NULL), SCALE)


def walked(denoise: Denoiser, solver: str, x: Tensor, ladder: tuple[float, ...]) -> Tensor:
    *_, last = sample(denoise, x, ladder, SOLVERS[solver], lambda like, *_: torch.zeros_like(like))
    return last.x_next


def far(ours: Tensor, theirs: Tensor) -> float:
    return float((ours - theirs).abs().max() / theirs.abs().max())


LADDER = even(CHAIN, STEPS)


def text_to_image(scheduler: str, solver: str, prediction: str, unit: bool) -> float:
    """`unit`: the scheduler keeps pictures at unit variance, and so starts from plain noise."""
    names = {"eps": "epsilon", "v": "v_prediction"}
    options = STRICT if scheduler == "DDIMScheduler" else TRAILING
    pipe = pipeline(
        "StableDiffusionPipeline", scheduler, {**options, "prediction_type": names[prediction]}
    )
    theirs = pipe(latents=START.clone()).images
    top = (1 + LADDER[0] ** 2) ** 0.5 if unit else LADDER[0]
    return far(walked(guided(adapted(prediction)), solver, top * START, LADDER), theirs)


def image_to_image(strength: float = 0.6) -> float:
    pipe = pipeline("StableDiffusionImg2ImgPipeline", "EulerDiscreteScheduler", TRAILING)
    generator = torch.Generator().manual_seed(SEED)
    theirs = pipe(image=PICTURE, strength=strength, generator=generator).images
    ladder = LADDER[STEPS - int(STEPS * strength) :]
    x = PICTURE + ladder[0] * gaussian(SEED, *PICTURE.shape)
    return far(walked(guided(adapted()), "euler", x, ladder), theirs)


def inpainting(strength: float = 0.6) -> float:
    pipe = pipeline("StableDiffusionInpaintPipeline", "EulerDiscreteScheduler", TRAILING)
    mask = torch.zeros(1, 1, SIZE, SIZE)
    mask[..., 4:11] = 1
    theirs = pipe(
        image=PICTURE,
        mask_image=mask,
        height=SIZE,
        width=SIZE,
        strength=strength,
        generator=torch.Generator().manual_seed(SEED),
    ).images
    ladder = LADDER[STEPS - int(STEPS * strength) :]
    x = PICTURE + ladder[0] * gaussian(SEED, *PICTURE.shape)
    denoise = Masked(guided(adapted()), PICTURE, mask.bool())
    return far(walked(denoise, "euler", x, ladder), theirs)


def control(weight: float = 0.7) -> float:
    pipe = pipeline(
        "StableDiffusionControlNetPipeline",
        "DPMSolverMultistepScheduler",
        TRAILING,
        controlnet=controlnet(),
    )
    hint = torch.rand(1, 3, SIZE, SIZE, generator=torch.Generator().manual_seed(9))
    theirs = pipe(image=hint, latents=START.clone(), controlnet_conditioning_scale=weight).images
    x = (1 + LADDER[0] ** 2) ** 0.5 * START
    return far(walked(guided(controlled(hint, weight)), "dpmpp_2m", x, LADDER), theirs)


def prx(shift: float = 3.0) -> float:
    import diffusers

    torch.manual_seed(2)
    transformer = diffusers.PRXTransformer2DModel(
        in_channels=4,
        context_in_dim=12,
        hidden_size=32,
        num_heads=2,
        depth=2,
        axes_dim=[8, 8],
    ).eval()
    with torch.no_grad():  # its last layer begins as zeros
        for weight in transformer.parameters():
            weight.add_(0.05 * torch.randn_like(weight))
    scheduler = diffusers.FlowMatchEulerDiscreteScheduler(shift=shift)
    pipe = diffusers.PRXPipeline(transformer, scheduler, None, None, None, default_sample_size=256)
    pipe.set_progress_bar_config(disable=True)
    theirs = pipe(
        **PROMPTS,
        prompt_attention_mask=TEXT.mask,
        negative_prompt_attention_mask=NULL.mask,
        negative_prompt=None,
        height=SIZE * 8,
        width=SIZE * 8,
        latents=START.clone(),
        num_inference_steps=STEPS,
        guidance_scale=SCALE,
        use_resolution_binning=False,
        output_type="latent",
    ).images

    def network(z: Tensor, t: Tensor, cond: Cond) -> Tensor:
        answer: Tensor = transformer(z, t, cond.tokens, cond.mask, return_dict=False)[0]
        return answer

    times = [t / 1000 for t in scheduler.timesteps.tolist()]
    ladder = (*(Flow().sigma(t) for t in times), 0.0)
    model = Preconditioned(network, FLOW, Flow().time)
    return far(walked(guided(model), "euler", (1 + ladder[0]) * START, ladder), theirs)


COMPARED: dict[tuple[str, str], Callable[[], float]] = {
    **{
        (f"StableDiffusionPipeline, {scheduler} ({prediction})", f"`Guided`, `{solver}`"): partial(
            text_to_image, f"{scheduler}Scheduler", solver, prediction, unit
        )
        for scheduler, solver, unit in (
            ("EulerDiscrete", "euler", False),
            ("DDIM", "euler", True),
            ("DPMSolverMultistep", "dpmpp_2m", True),
            ("UniPCMultistep", "unipc", True),
        )
        for prediction in ("eps", "v")
    },
    ("StableDiffusionImg2ImgPipeline, strength 0.6", "a lower first rung"): image_to_image,
    ("StableDiffusionInpaintPipeline, strength 0.6", "`Masked`"): inpainting,
    ("StableDiffusionControlNetPipeline, weight 0.7", "another Model"): control,
    ("PRXPipeline, shift 3", "`Guided`, `euler`"): prx,
}


@pytest.mark.parametrize("names", COMPARED, ids=lambda names: names[0])
def test_a_composition_is_the_pipeline(names: tuple[str, str]) -> None:
    pytest.importorskip("diffusers")
    assert COMPARED[names]() < 1e-4


def test_the_comparison_tells_a_wrong_solver_apart() -> None:
    pytest.importorskip("diffusers")
    assert text_to_image("EulerDiscreteScheduler", "dpmpp_2m", "eps", False) > 1e-3


def test_control_inpainting_and_a_better_solver_combine_without_another_pipeline() -> None:
    pytest.importorskip("diffusers")
    hint = torch.rand(1, 3, SIZE, SIZE, generator=torch.Generator().manual_seed(9))
    mask = gaussian(8, 1, 1, SIZE, SIZE) > 0
    denoise = Masked(guided(controlled(hint, 0.7)), PICTURE, mask)
    drawn = walked(denoise, "dpmpp_2m", LADDER[0] * START, LADDER)
    keep = ~mask.expand_as(drawn)
    assert torch.equal(drawn[keep], PICTURE[keep])
    assert not torch.equal(drawn, PICTURE)


def table() -> list[tuple[str, str, float]]:
    return [(*names, compare()) for names, compare in COMPARED.items()]
