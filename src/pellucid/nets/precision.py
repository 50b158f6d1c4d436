"""In which precision a network computes: the one place that decides, and names it.

A processor that does not multiply bfloat16 must convert it for every product: many times slower.
"""

from collections.abc import Mapping

import torch

CPU = torch.device("cpu")
UNTOLD = "bf16"  # what every run was in before runs said it
_NATIVE = ("avx512_bf16", "amx_bf16", "bf16")  # instructions: x86, x86 with tiles, ARM
_NAMES = {torch.bfloat16: "bf16", torch.float32: "f32"}


def multiplies_bfloat16(device: torch.device = CPU) -> bool:
    """Whether the device has instructions that multiply bfloat16, and torch kernels that use them.

    Where torch is too old to say, or the device is neither a processor nor CUDA: no.
    """
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    kernels = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    able: Mapping[str, object] = getattr(torch.cpu, "get_capabilities", dict)()
    return device.type == "cpu" and kernels and any(able.get(name) for name in _NATIVE)


def fastest(device: torch.device = CPU) -> torch.dtype:
    """Choose bfloat16 where the device multiplies it, else float32."""
    return torch.bfloat16 if multiplies_bfloat16(device) else torch.float32


def called(precision: torch.dtype) -> str:
    """Name a precision as recipes and diaries do: bf16 or f32."""
    return _NAMES[precision]


def quick(device: torch.device = CPU) -> torch.autocast:
    """Compute float32 networks in the fastest precision: torch's autocast, or nothing at all."""
    return torch.autocast(device.type, torch.bfloat16, multiplies_bfloat16(device))
