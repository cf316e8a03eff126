"""With tiny pipelines of random weights that really run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tests.covers.diffusion import made
from tests.covers.diffusion.made import SCENE, needs_library

from medley.core.errors import ArtifactError, ConfigError, UnavailableError
from medley.covers.diffusion import diffuser as module
from medley.covers.diffusion.compiling import compile_network
from medley.covers.diffusion.diffuser import Diffused, Diffuser, load_diffuser
from medley.covers.diffusion.family import family_of
from medley.covers.diffusion.loading import load_pipeline
from medley.covers.diffusion.prompt import Prompt, make_prompt
from medley.covers.diffusion.steps import Cancelled
from medley.covers.landscape.painter import paint_landscape

pytestmark = needs_library

PROMPT = make_prompt("dawn drive", SCENE)
SIZE = (320, 180)
STEPS = 3


class Watched:
    """A pipeline whose network tells what it is given."""

    def __init__(self, folder: Path, *, compiled: bool = False) -> None:
        import torch

        self.pipeline = load_pipeline(str(folder), torch.float32)
        self.batches: list[tuple[int, ...]] = []
        self.pipeline.unet.register_forward_pre_hook(
            lambda _network, given: self.batches.append(tuple(given[0].shape))
        )
        family = family_of(self.pipeline, "tiny", STEPS, None)
        self.diffuser = Diffuser("tiny", self.pipeline, family, compiled=compiled)

    def paint(self, prompt: Prompt = PROMPT, seed: int = 1, **more: Any) -> Diffused:
        return self.diffuser.paint(prompt, SIZE, seed, **more)


def same(one: Image.Image, other: Image.Image) -> bool:
    return np.array_equal(np.asarray(one), np.asarray(other))


@pytest.fixture(scope="module")
def diffuser() -> Diffuser:
    return load_diffuser(made.stable_diffusion(), device="cpu", steps=STEPS)


@pytest.mark.parametrize(
    "build", [made.stable_diffusion, made.stable_diffusion_xl, made.latent_consistency, made.flux]
)
def test_any_family_paints_the_size_that_was_asked_for(build: Any) -> None:
    made_by = load_diffuser(build(), device="cpu", steps=2)
    painted = made_by.paint(made_by.prompt("새벽 드라이브", SCENE), (640, 360), 5)
    assert painted.image.size == (640, 360)
    assert painted.image.mode == "RGB"
    assert (painted.refused, painted.note) == (False, "")
    assert np.asarray(painted.image).std() > 1


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
@pytest.mark.parametrize("build", [made.stable_diffusion, made.stable_diffusion_xl, made.flux])
def test_half_precision_paints_nearly_the_same(build: Any, precision: str) -> None:
    import torch

    halved, full = (
        Diffuser("tiny", pipeline, family_of(pipeline, "tiny", 2, None)).paint(PROMPT, SIZE, 1)
        for pipeline in (
            load_pipeline(str(build()), dtype)
            for dtype in (getattr(torch, precision), torch.float32)
        )
    )
    apart = np.asarray(halved.image, float) - np.asarray(full.image, float)
    assert not halved.refused
    assert np.abs(apart).mean() < 3


@pytest.mark.parametrize("size", [(1280, 720), (300, 300), (90, 160)])
def test_sizes_of_other_shapes_are_covered(diffuser: Diffuser, size: tuple[int, int]) -> None:
    assert diffuser.paint(PROMPT, size, 1).image.size == size


def test_a_pipeline_paints_at_its_own_size() -> None:
    watched = Watched(made.stable_diffusion())
    watched.paint()
    assert {batch[2:] for batch in watched.batches} == {(96 // 8, 168 // 8)}


def test_the_same_seed_is_the_same_picture(diffuser: Diffuser) -> None:
    first, again, other = (diffuser.paint(PROMPT, SIZE, seed).image for seed in (7, 7, 8))
    assert same(first, again)
    assert not same(first, other)


def test_the_same_seed_is_the_same_picture_in_another_process_of_loading(
    diffuser: Diffuser,
) -> None:
    loaded_again = load_diffuser(made.stable_diffusion(), device="cpu", steps=STEPS)
    assert same(diffuser.paint(PROMPT, SIZE, 7).image, loaded_again.paint(PROMPT, SIZE, 7).image)


@pytest.mark.parametrize("seed", [0, -5, 2**70])
def test_any_whole_number_is_a_seed(diffuser: Diffuser, seed: int) -> None:
    assert diffuser.paint(PROMPT, (64, 64), seed).image.size == (64, 64)


def test_what_is_asked_for_changes_the_picture(diffuser: Diffuser) -> None:
    other = make_prompt("snow", replace(SCENE, place="snowfield"))
    assert not same(diffuser.paint(PROMPT, SIZE, 7).image, diffuser.paint(other, SIZE, 7).image)


def test_with_guidance_the_negative_prompt_is_heard() -> None:
    watched = Watched(made.stable_diffusion())
    unlike = watched.paint(replace(PROMPT, negative="clouds"))
    assert {batch[0] for batch in watched.batches} == {2}
    assert not same(watched.paint().image, unlike.image)


def test_without_guidance_no_negative_prompt_is_sent() -> None:
    watched = Watched(made.latent_consistency())
    unlike = watched.paint(replace(PROMPT, negative="clouds"))
    assert {batch[0] for batch in watched.batches} == {1}
    assert same(watched.paint().image, unlike.image)


def test_progress_is_told_by_step_and_ends_at_one(diffuser: Diffuser) -> None:
    seen: list[tuple[float, str]] = []
    diffuser.paint(PROMPT, SIZE, 1, progress=lambda done, words: seen.append((done, words)))
    shares = [done for done, _ in seen]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > STEPS
    assert seen[0][1].startswith("step 1 of ")


def test_a_picture_is_cancelled_within_a_step_and_the_next_one_is_whole() -> None:
    watched = Watched(made.stable_diffusion())
    whole = watched.paint()
    n_steps = len(watched.batches)
    watched.batches.clear()
    with pytest.raises(Cancelled):
        watched.paint(cancelled=lambda: len(watched.batches) == 2)
    assert len(watched.batches) == 2 < n_steps
    assert same(watched.paint().image, whole.image)


def test_a_picture_cancelled_before_it_begins_costs_nothing() -> None:
    watched = Watched(made.stable_diffusion())
    with pytest.raises(Cancelled):
        watched.paint(cancelled=lambda: True)
    assert watched.batches == []


def test_what_the_caller_raises_is_not_the_pipelines_fault(diffuser: Diffuser) -> None:
    def closed(_done: float, _words: str) -> None:
        raise BrokenPipeError("the page was closed")

    with pytest.raises(BrokenPipeError, match="closed"):
        diffuser.paint(PROMPT, SIZE, 1, progress=closed)


def test_a_refusal_of_the_safety_checker_gives_the_painters_landscape() -> None:
    strict = load_diffuser(made.stable_diffusion(refuses=True), device="cpu", steps=1)
    painted = strict.paint(PROMPT, SIZE, 7)
    assert painted.refused
    assert painted.note == module.REFUSED
    assert same(painted.image, paint_landscape(SCENE, SIZE, 7))


def test_a_safety_checker_that_is_content_changes_nothing(diffuser: Diffuser) -> None:
    content = load_diffuser(made.stable_diffusion(refuses=False), device="cpu", steps=STEPS)
    painted = content.paint(PROMPT, SIZE, 7)
    assert not painted.refused
    assert same(painted.image, diffuser.paint(PROMPT, SIZE, 7).image)


def test_nothing_but_black_gives_the_painters_landscape() -> None:
    import torch

    watched = Watched(made.stable_diffusion())
    torch.nn.init.zeros_(watched.pipeline.vae.decoder.conv_out.weight)
    torch.nn.init.constant_(watched.pipeline.vae.decoder.conv_out.bias, -9.0)
    painted = watched.paint(seed=7)
    assert painted.refused
    assert painted.note == module.BLACK
    assert same(painted.image, paint_landscape(SCENE, SIZE, 7))


def test_too_small_a_memory_says_what_helps() -> None:
    import torch

    def full(*_: Any) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 9.00 GiB.")

    watched = Watched(made.stable_diffusion())
    watched.pipeline.unet.register_forward_pre_hook(full)
    with pytest.raises(UnavailableError, match=r"not enough memory for 'tiny'.*smaller"):
        watched.paint()


def test_a_pipeline_that_does_not_fit_together_says_so() -> None:
    import torch

    watched = Watched(made.stable_diffusion())
    watched.pipeline.unet.conv_in = torch.nn.Conv2d(5, 8, 3)
    with pytest.raises(ArtifactError, match="'tiny' failed to paint"):
        watched.paint()


def test_where_compiling_fails_the_pipeline_runs_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from torch._inductor import config

    monkeypatch.setattr(config.cpp, "cxx", ("no-such-compiler",))
    watched = Watched(made.stable_diffusion(), compiled=True)
    assert compile_network(watched.pipeline)
    plain = Watched(made.stable_diffusion()).paint()
    first, second = watched.paint(), watched.paint()
    assert (first.refused, first.note) == (False, module.NOT_COMPILED)
    assert second.note == ""
    assert same(first.image, plain.image)
    assert same(second.image, plain.image)


@pytest.mark.parametrize("size", [(0, 90), (160, -1)])
def test_a_size_of_nothing_is_refused(diffuser: Diffuser, size: tuple[int, int]) -> None:
    with pytest.raises(ConfigError, match="at least 1"):
        diffuser.paint(PROMPT, size, 1)
