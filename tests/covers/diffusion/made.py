"""Tiny pipelines of random weights, built from configurations: they paint, but nothing known."""

from __future__ import annotations

import string
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from medley.covers.scene import Scene

SCENE = Scene("road", "dawn", "autumn", "mist", "calm", 0.3, "cool")
"""What the pictures of the tests are of."""

needs_library = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("diffusers", "torch", "transformers")),
    reason="needs diffusers: pip install 'medley[deep]'",
)


@cache
def stable_diffusion(*, refuses: bool | None = None) -> Path:
    """Save a pipeline of Stable Diffusion's first family, trained (as it says) at 128 pixels.

    Parameters
    ----------
    refuses : bool, optional
        What its safety checker says of every picture; without one by default.
    """
    from diffusers import PNDMScheduler, StableDiffusionPipeline

    checked = refuses is not None
    pipeline = StableDiffusionPipeline(
        vae=_vae(),
        text_encoder=_text_encoder(),
        tokenizer=tokenizer(),
        unet=_unet(cross_attention_dim=16),
        scheduler=PNDMScheduler(skip_prk_steps=True, steps_offset=1),
        safety_checker=_safety_checker(refuses=bool(refuses)) if checked else None,
        feature_extractor=_feature_extractor() if checked else None,
        requires_safety_checker=checked,
    )
    return saved(pipeline)


@cache
def stable_diffusion_xl() -> Path:
    """Save one of the XL family, with two text encoders."""
    from diffusers import EulerDiscreteScheduler, StableDiffusionXLPipeline

    unet = _unet(
        cross_attention_dim=32,
        addition_embed_type="text_time",
        addition_time_embed_dim=8,
        projection_class_embeddings_input_dim=6 * 8 + 16,
    )
    pipeline = StableDiffusionXLPipeline(
        vae=_vae(),
        text_encoder=_text_encoder(),
        text_encoder_2=_text_encoder(projected=True),
        tokenizer=tokenizer(),
        tokenizer_2=tokenizer(),
        unet=unet,
        scheduler=EulerDiscreteScheduler(timestep_spacing="leading"),
        add_watermarker=False,
    )
    return saved(pipeline)


@cache
def latent_consistency() -> Path:
    """Save one whose network was distilled to few steps and takes its guidance as an input."""
    from diffusers import LatentConsistencyModelPipeline, LCMScheduler

    pipeline = LatentConsistencyModelPipeline(
        vae=_vae(),
        text_encoder=_text_encoder(),
        tokenizer=tokenizer(),
        unet=_unet(cross_attention_dim=16, time_cond_proj_dim=16),
        scheduler=LCMScheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    return saved(pipeline)


@cache
def flux() -> Path:
    """Save one of the Flux family: a transformer, and a T5 encoder beside CLIP's."""
    import torch
    from diffusers import FlowMatchEulerDiscreteScheduler, FluxPipeline, FluxTransformer2DModel
    from transformers import T5Config, T5EncoderModel

    torch.manual_seed(5)
    transformer = FluxTransformer2DModel(
        patch_size=1,
        in_channels=16,
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=16,
        pooled_projection_dim=16,
        axes_dims_rope=(4, 4, 8),
        guidance_embeds=True,
    )
    t5 = T5Config(vocab_size=200, d_model=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2)
    pipeline = FluxPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(),
        vae=_vae(),
        text_encoder=_text_encoder(),
        tokenizer=tokenizer(),
        text_encoder_2=T5EncoderModel(t5).eval(),
        tokenizer_2=sentence_tokenizer(),
        transformer=transformer,
    )
    return saved(pipeline)


def saved(pipeline: Any) -> Path:
    """Save a pipeline to a folder of its own."""
    folder = Path(mkdtemp(prefix="medley-pipeline-"))
    pipeline.save_pretrained(folder)
    return folder


def tokenizer() -> Any:
    """Make a tokenizer that spells words by their letters."""
    from transformers import CLIPTokenizer

    letters = string.ascii_lowercase + string.digits + "',.-"
    words = [*letters, *(f"{letter}</w>" for letter in letters), "<|start|>", "<|end|>"]
    return CLIPTokenizer(
        vocab={word: at for at, word in enumerate(words)},
        merges=[],
        unk_token="<|end|>",
        bos_token="<|start|>",
        eos_token="<|end|>",
        pad_token="<|end|>",
        model_max_length=77,
    )


def sentence_tokenizer() -> Any:
    """Make a tokenizer of whole words, as an encoder of another maker may have."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    vocabulary = {"<pad>": 0, "</s>": 1, "<unk>": 2, "road": 3, "dawn": 4}
    inner = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    inner.pre_tokenizer = pre_tokenizers.Whitespace()
    return PreTrainedTokenizerFast(
        tokenizer_object=inner, pad_token="<pad>", eos_token="</s>", unk_token="<unk>"
    )


def _vae() -> Any:
    import torch
    from diffusers import AutoencoderKL

    torch.manual_seed(1)
    return AutoencoderKL(
        block_out_channels=(8, 8, 8, 8),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        layers_per_block=1,
        norm_num_groups=4,
        latent_channels=4,
        shift_factor=0.0,
        sample_size=128,
    ).eval()


def _unet(*, cross_attention_dim: int, **more: Any) -> Any:
    import torch
    from diffusers import UNet2DConditionModel

    torch.manual_seed(2)
    return UNet2DConditionModel(
        sample_size=16,
        block_out_channels=(8, 16),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        layers_per_block=1,
        norm_num_groups=4,
        attention_head_dim=4,
        cross_attention_dim=cross_attention_dim,
        **more,
    ).eval()


def _text_encoder(*, projected: bool = False) -> Any:
    import torch
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    torch.manual_seed(3)
    words = tokenizer()
    config = CLIPTextConfig(
        vocab_size=len(words),
        hidden_size=16,
        intermediate_size=16,
        projection_dim=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        bos_token_id=words.bos_token_id,
        eos_token_id=words.eos_token_id,
        pad_token_id=words.pad_token_id,
    )
    return (CLIPTextModelWithProjection if projected else CLIPTextModel)(config).eval()


def _safety_checker(*, refuses: bool) -> Any:
    """Make the real checker, with thresholds below or above any likeness."""
    import torch
    from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker
    from transformers import CLIPConfig, CLIPVisionConfig

    torch.manual_seed(4)
    vision = CLIPVisionConfig(
        hidden_size=16,
        intermediate_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        image_size=32,
        patch_size=16,
    )
    checker = StableDiffusionSafetyChecker(
        CLIPConfig(vision_config=vision.to_dict(), projection_dim=16)
    )
    threshold = -2.0 if refuses else 2.0
    torch.nn.init.constant_(checker.concept_embeds_weights, threshold)
    torch.nn.init.constant_(checker.special_care_embeds_weights, threshold)
    torch.nn.init.normal_(checker.concept_embeds)
    torch.nn.init.normal_(checker.special_care_embeds)
    return checker.eval()


def _feature_extractor() -> Any:
    from transformers import CLIPImageProcessor

    return CLIPImageProcessor(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
