"""What is loaded, and what is refused with the mend."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.covers.diffusion import made
from tests.covers.diffusion.made import SCENE, needs_library

from medley.core.errors import ArtifactError, ConfigError, MedleyError, UnavailableError
from medley.covers.diffusion.diffuser import load_diffuser

INDEX = "model_index.json"


def copied(pipeline: Path, to: Path) -> Path:
    return Path(shutil.copytree(pipeline, to / "pipeline"))


def changed_index(folder: Path, **entries: Any) -> None:
    index = json.loads((folder / INDEX).read_text()) | entries
    (folder / INDEX).write_text(json.dumps(index))


def test_nothing_heavy_is_imported_before_a_pipeline_is_loaded() -> None:
    code = (
        "import sys, medley.covers.diffusion.diffuser\n"
        "print(*{'torch', 'diffusers', 'transformers'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""


@pytest.mark.parametrize("package", ["diffusers", "torch", "transformers"])
def test_without_the_libraries_it_says_how_to_get_them(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(UnavailableError, match=r"pip install 'medley\[deep\]'"):
        load_diffuser("anything")


@pytest.mark.parametrize(
    ("options", "said"),
    [({"steps": 0}, "steps is 0"), ({"guidance": -1.0}, "guidance is -1.0")],
)
def test_options_that_cannot_be_used_are_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load_diffuser("anything", **options)


@needs_library
@pytest.mark.parametrize(
    ("name", "error", "said"),
    [
        ("", ConfigError, "name of the model is empty"),
        ("no such/folder/at all", UnavailableError, "no folder 'no such"),
        ("nobody/never-downloaded", UnavailableError, "hf download nobody/never-downloaded"),
    ],
)
def test_a_name_that_is_not_here_is_told(name: str, error: type[MedleyError], said: str) -> None:
    with pytest.raises(error, match=said):
        load_diffuser(name)


@needs_library
def test_a_name_that_was_downloaded_before_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    kept = tmp_path / "models--somebody--tiny"
    (kept / "refs").mkdir(parents=True)
    (kept / "refs" / "main").write_text("0" * 40)
    shutil.copytree(made.stable_diffusion(), kept / "snapshots" / ("0" * 40))
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    diffuser = load_diffuser("somebody/tiny", steps=1)
    assert diffuser.paint(diffuser.prompt("road", SCENE), (64, 64), 0).image.size == (64, 64)


@needs_library
def test_a_file_alone_is_no_pipeline(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(ConfigError, match=r"single file.*from_single_file"):
        load_diffuser(tmp_path / "model.safetensors")


@needs_library
def test_a_folder_of_something_else_is_no_pipeline(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"model_index\.json"):
        load_diffuser(tmp_path)


@needs_library
@pytest.mark.parametrize("index", ["{", "[]", "{}", '{"_class_name": "X", "unet": ["diffusers"]}'])
def test_a_broken_index_is_told(index: str, tmp_path: Path) -> None:
    (tmp_path / INDEX).write_text(index)
    with pytest.raises(ArtifactError, match="broken: model_index"):
        load_diffuser(tmp_path)


@needs_library
def test_a_pipeline_that_diffusers_does_not_know_is_told(tmp_path: Path) -> None:
    folder = copied(made.stable_diffusion(), tmp_path)
    changed_index(folder, _class_name="TeleportationPipeline")
    with pytest.raises(ConfigError, match=r"TeleportationPipeline.*pip install -U diffusers"):
        load_diffuser(folder)


@needs_library
def test_weights_that_were_cut_off_are_told(tmp_path: Path) -> None:
    folder = copied(made.stable_diffusion(), tmp_path)
    weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
    os.truncate(weights, weights.stat().st_size // 2)
    with pytest.raises(ArtifactError, match=r"broken.*get it again"):
        load_diffuser(folder)


@needs_library
@pytest.mark.parametrize("part", ["unet", "vae", "text_encoder", "tokenizer", "scheduler"])
def test_a_missing_part_is_told(part: str, tmp_path: Path) -> None:
    folder = copied(made.stable_diffusion(), tmp_path)
    shutil.rmtree(folder / part)
    with pytest.raises(ArtifactError, match="broken"):
        load_diffuser(folder)


@needs_library
@pytest.mark.parametrize(
    ("part", "pickle"),
    [("unet", "diffusion_pytorch_model.bin"), ("text_encoder", "pytorch_model.bin")],
)
def test_pickles_are_never_read(part: str, pickle: str, tmp_path: Path) -> None:
    folder = copied(made.stable_diffusion(), tmp_path)
    next((folder / part).glob("*.safetensors")).rename(folder / part / pickle)
    with pytest.raises(ConfigError, match=f"{pickle}.*is a pickle.*safetensors"):
        load_diffuser(folder)


@needs_library
def test_code_of_a_folder_is_never_run(tmp_path: Path) -> None:
    folder = copied(made.stable_diffusion(), tmp_path)
    ran = tmp_path / "ran"
    code = f"from pathlib import Path\nPath({str(ran)!r}).touch()\nclass Own: pass\n"
    (folder / "unet" / "own.py").write_text(code)
    changed_index(folder, unet=["own", "Own"])
    with pytest.raises(ConfigError, match="code of its own"):
        load_diffuser(folder)
    (folder / "unet" / "own.py").unlink()
    (folder / "own.py").write_text(code)
    changed_index(folder, unet=["diffusers", "UNet2DConditionModel"], _class_name=["own", "Own"])
    with pytest.raises(ConfigError, match="code of its own"):
        load_diffuser(folder)
    assert not ran.exists()


@needs_library
def test_a_pipeline_that_is_there_in_half_precision_alone_is_read(tmp_path: Path) -> None:
    folder = copied(made.stable_diffusion(), tmp_path)
    for path in folder.glob("*/*model.safetensors"):
        path.rename(path.with_suffix(".fp16.safetensors"))
    diffuser = load_diffuser(folder, steps=1)
    assert not diffuser.paint(diffuser.prompt("road", SCENE), (64, 64), 0).refused


@needs_library
@pytest.mark.parametrize("purpose", ["Img2Img", "Inpaint"])
def test_a_pipeline_saved_to_change_pictures_makes_them_too(purpose: str, tmp_path: Path) -> None:
    folder = copied(made.stable_diffusion(), tmp_path)
    changed_index(folder, _class_name=f"StableDiffusion{purpose}Pipeline")
    diffuser = load_diffuser(folder, steps=1)
    assert not diffuser.paint(diffuser.prompt("road", SCENE), (64, 64), 0).refused


@needs_library
def test_a_pipeline_that_takes_no_text_is_told() -> None:
    from diffusers import DDPMPipeline, DDPMScheduler, UNet2DModel

    unet = UNet2DModel(
        sample_size=8,
        block_out_channels=(8,),
        down_block_types=("DownBlock2D",),
        up_block_types=("UpBlock2D",),
        norm_num_groups=4,
    )
    with pytest.raises(ConfigError, match=r"DDPMPipeline.*text-to-image"):
        load_diffuser(made.saved(DDPMPipeline(unet, DDPMScheduler())))


@needs_library
def test_loading_and_painting_write_nothing_to_the_terminal() -> None:
    code = (
        "import sys\n"
        "from medley.covers.diffusion.diffuser import load_diffuser\n"
        "from medley.covers.diffusion.prompt import make_prompt\n"
        "from medley.covers.scene import Scene\n"
        "diffuser = load_diffuser(sys.argv[1], steps=1)\n"
        "diffuser.paint(make_prompt('rain ' * 99, Scene()), (64, 64), 0)\n"
    )
    folder = str(made.stable_diffusion(refuses=True))
    ran = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
