from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.covers.diffusion import made
from tests.covers.diffusion.made import needs_library

from medley.covers.diffusion.family import Family, family_of
from medley.covers.diffusion.loading import load_pipeline

pytestmark = needs_library


def family(
    folder: Path, name: str = "tiny", *, steps: int | None = None, guidance: float | None = None
) -> Family:
    return family_of(loaded(folder), name, steps, guidance)


def loaded(folder: Path) -> Any:
    import torch

    return load_pipeline(str(folder), torch.float32)


@pytest.mark.parametrize("build", [made.stable_diffusion, made.stable_diffusion_xl])
def test_a_teacher_is_guided_and_takes_many_steps(build: Any) -> None:
    found = family(build())
    assert found.negative
    assert found.guidance == {}
    assert found.n_steps == 30
    assert (found.base, found.multiple) == (128, 8)


@pytest.mark.parametrize("name", ["models/sd-turbo", "SDXL-Lightning/", "somebody/Hyper-SD"])
def test_a_name_says_that_a_pipeline_was_distilled(name: str) -> None:
    found = family(made.stable_diffusion(), name)
    assert (found.negative, found.guidance, found.n_steps) == (False, {"guidance_scale": 0.0}, 4)


def test_only_the_last_part_of_a_path_is_its_name() -> None:
    assert family(made.stable_diffusion(), "turbo-disk/models/sd15").negative


def test_the_turbo_models_are_known_by_their_scheduler() -> None:
    from diffusers import EulerAncestralDiscreteScheduler

    pipeline = loaded(made.stable_diffusion_xl())
    pipeline.scheduler = EulerAncestralDiscreteScheduler(timestep_spacing="trailing")
    assert not family_of(pipeline, "tiny", None, None).negative


def test_a_network_that_takes_its_guidance_as_input_keeps_its_default_and_hears_no_negative() -> (
    None
):
    for build in (made.latent_consistency, made.flux):
        found = family(build())
        assert (found.negative, found.guidance) == (False, {})
    assert family(made.latent_consistency()).n_steps == 4


def test_a_transformer_is_trained_at_its_pipelines_size_in_pairs_of_latents() -> None:
    found = family(made.flux())
    assert (found.base, found.multiple, found.n_steps) == (1024, 16, 28)


def test_asked_for_steps_and_guidance_come_before_what_is_guessed() -> None:
    found = family(made.stable_diffusion(), "sd-turbo", steps=7, guidance=3.0)
    assert (found.negative, found.guidance, found.n_steps) == (True, {"guidance_scale": 3.0}, 7)
    off = family(made.stable_diffusion(), guidance=1.0)
    assert (off.negative, off.guidance) == (False, {"guidance_scale": 1.0})


def test_guidance_can_be_asked_of_a_flux_by_its_own_word() -> None:
    found = family(made.flux(), guidance=2.0)
    assert (found.negative, found.guidance) == (True, {"true_cfg_scale": 2.0})
