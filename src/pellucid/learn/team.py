"""Processes that learn together: who is who, the same weights for all, one mean of gradients."""

import os

import torch
import torch.distributed as dist
from torch import Tensor, nn


def team() -> tuple[int, int]:
    """The rank of this process, and how many learn together."""
    return (dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else (0, 1)


def assemble() -> None:
    """Join the other processes when started by torchrun."""
    if "RANK" in os.environ and not dist.is_initialized():
        dist.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
        if torch.cuda.is_available():
            torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))


def shared(network: nn.Module) -> nn.Module:
    """The network with the first process's weights, wherever it is learned by many together."""
    if team()[1] > 1:
        for tensor in network.state_dict().values():
            dist.broadcast(tensor, 0)
    return network


def average(flat: Tensor) -> Tensor:
    """The mean of all processes' numbers (N,), on each of them."""
    _, size = team()
    if size > 1:
        dist.all_reduce(flat)
        flat /= size
    return flat
