"""What labelling a poster costs: seconds of one core, memory for a thousand, size of the files.

Every model is fitted on films of `posters/` and `movies/`, saved as `medley train` saves it, and
loaded back; networks make eight steps only, for what an answer costs and a file holds does
not depend on how long they learned. Then posters are sent as files, of the served size
(96 x 144) and as somebody uploads them (1,000 x 1,500). Times are a core's own, so that what
else runs there does not count. Beside them: the pixels of a thumbnail with scikit-learn's
logistic regression, TF-IDF with the same, both fitted to the same films, and the original
network in plain torch. Memory is the peak of a process of its own that labels a zip file
of so many posters. Prints the section "Films: cost" of docs/results.md.

    python benchmarks/film_cost.py [--models a,b] [--films N]
"""

from __future__ import annotations

import argparse
import io
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from film_plain import PlainPosters, PlainText
from medley.artifacts.store import Store
from medley.core.registry import model_class, model_names
from medley.data.films import FilmData, FilmQuery
from medley.data.sources.film_folder import read_films
from medley.models.network.descent import Descent
from medley.serving.film_answers import FilmAnswers
from medley.serving.film_query import film_query
from medley.serving.film_sources import sent_films
from medley.training.film_examination import only
from medley.training.fit import fit_model

DATA = Path(os.environ.get("MEDLEY_DATA") or Path(__file__).parents[2] / "shared" / "data")
MODELS = ("fused", "poster-ensemble", "poster-cnn", "poster-features", "cnn32", "text")
BEST_MS, MOST_MB = 30.0, 30.0
SENT = (1_000, 1_500)
N_ASKED = 100
AT_ONCE = 32


def files_of(films: FilmData, n: int, size: tuple[int, int] | None) -> list[bytes]:
    """Posters as JPEG files, of their own size or enlarged."""
    found = []
    for pixels in islice((films.posters[row] for row in range(len(films))), n):
        picture = Image.fromarray(pixels)
        out = io.BytesIO()
        (picture.resize(size, Image.Resampling.BICUBIC) if size else picture).save(out, "JPEG")
        found.append(out.getvalue())
    return found


def median_ms(ask: Callable[[Any], Any], asked: Sequence[Any]) -> tuple[float, float]:
    """Median and 95th percentile of one call, in milliseconds."""
    for one in asked[:3]:
        ask(one)
    took = []
    for one in asked:
        start = time.process_time()
        ask(one)
        took.append(1000 * (time.process_time() - start))
    return float(np.median(took)), float(np.quantile(took, 0.95))


def size_mb(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def torch_original(n_genres: int) -> tuple[Callable[[Any], Any], float] | None:
    """The original network of two layers at 32 x 32, in plain torch; None without torch."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    layers = torch.nn
    net = layers.Sequential(
        layers.Conv2d(3, 32, 3), layers.ReLU(), layers.MaxPool2d(2),
        layers.Conv2d(32, 64, 3), layers.ReLU(), layers.MaxPool2d(2),
        layers.Flatten(), layers.Linear(64 * 36, 128), layers.ReLU(), layers.Linear(128, n_genres),
    ).eval()  # fmt: skip
    held = io.BytesIO()
    torch.save(net.state_dict(), held)

    def ask(file: bytes) -> Any:
        poster = film_query(poster=file).poster
        small = np.asarray(Image.fromarray(poster).resize((32, 32)), np.float32) / 255
        with torch.inference_mode():
            return net(torch.from_numpy(small.transpose(2, 0, 1)[None].copy())).sigmoid().numpy()

    return ask, len(held.getvalue()) / 1e6


def brief(config: Any) -> Any:
    """The same settings, but that networks in it hardly learn."""
    changed: dict[str, Any] = {}
    for field in fields(config):
        value = getattr(config, field.name)
        if isinstance(value, Descent):
            changed[field.name] = replace(value, epochs=1, least_steps=8, most_steps=8)
        elif is_dataclass(value):
            changed[field.name] = brief(value)
    return replace(config, **changed)


def ours(name: str, films: FilmData, folder: Path) -> tuple[Any, float]:
    """Fit, save and load a model; give it with its size."""
    config = brief(model_class("film-genre", name)().config)
    fitted = fit_model("film-genre", name, films, config=config)
    store = Store(folder / name)
    version = store.save(
        "film-genre", name, fitted.model, metrics={}, snapshot="made", seed=0, notes={}
    )
    store.promote("film-genre", version, "benchmark")
    model, _ = store.load("film-genre", version)
    return model, size_mb(folder / name)


def rows_of(names: Sequence[str], films: FilmData, folder: Path) -> list[tuple[Any, ...]]:
    pictured = only(films, "poster")
    own, sent = (files_of(pictured, N_ASKED, size) for size in (None, SENT))
    texts = [f"{title}. {text}" for title, text in zip(films.titles, films.overviews, strict=True)]
    told = [text for text in texts if len(text) > 50][:N_ASKED]
    found: list[tuple[Any, ...]] = []

    def measured(name: str, ask: Callable[[FilmQuery], Any], mb: float) -> None:
        if name in ("text", "TF-IDF + logistic (scikit-learn)"):
            times = median_ms(lambda text: ask(film_query(overview=text)), told)
            found.append((name, times, None, mb))
            return
        both = [
            median_ms(lambda file: ask(film_query(poster=file)), files) for files in (own, sent)
        ]
        found.append((name, both[0], both[1], mb))

    for name in names:
        if name in model_names("film-genre"):
            model, mb = ours(name, films, folder)
            measured(name, lambda query, model=model: model.probabilities([query]), mb)
    for name, kind, part in (
        ("pixels + logistic (scikit-learn)", PlainPosters, "poster"),
        ("TF-IDF + logistic (scikit-learn)", PlainText, "overview"),
    ):
        peer = kind(only(films, part))
        mb = len(pickle.dumps(peer.__dict__)) / 1e6
        measured(name, lambda query, peer=peer: peer.probabilities([query]), mb)
    original = torch_original(len(films.genres))
    if original is not None:
        ask, mb = original
        both = [median_ms(ask, files) for files in (own, sent)]
        found.append(("original network (plain torch)", both[0], both[1], mb))
    return found


def table(rows: Sequence[tuple[Any, ...]]) -> str:
    lines = [
        "| model | poster of 96 x 144 to answer, ms (95th percentile) | of 1,000 x 1,500, ms | "
        "file, MB |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name, small, large, mb in rows:
        cells = [_ms(small) + (" (text)" if large is None else ""), _ms(large), f"{mb:.2f}"]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _ms(pair: tuple[float, float] | None) -> str:
    return "-" if pair is None else f"{pair[0]:.1f} ({pair[1]:.1f})"


def thousand(store: Path, films: FilmData, folder: Path) -> str:
    """Label zip files of posters, each in a process of its own, and compare the peaks."""
    files = files_of(only(films, "poster"), 1_000, (500, 750))
    told = []
    for n in (100, 1_000):
        path = folder / f"{n}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for number, data in enumerate(files[:n]):
                archive.writestr(f"{number}.jpg", data)
        done = subprocess.run(
            [sys.executable, __file__, "--label", str(store), str(path)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        told.append([float(word) for word in done.stdout.split()])
    (few_s, few_mb), (many_s, many_mb) = told
    return (
        f"1,000 posters of 500 x 750 in a zip file: {many_s:.1f} s, {1000 * many_s / 1000:.1f} ms "
        f"each, peak memory {many_mb:.0f} MB; 100 of them: {few_s:.1f} s, {few_mb:.0f} MB."
    )


def label(store: Path, path: Path) -> None:
    """Label all posters of a zip file; print the seconds and the peak of the memory in MB."""
    answers = FilmAnswers(Store(store))
    answers.genre_serving()
    start = time.process_time()
    films = sent_films(path)
    while held := list(islice(films, AT_ONCE)):
        answers.answer([film.query for film in held if film.query is not None])
    took = time.process_time() - start
    print(took, peak_mb())


def peak_mb() -> float:
    """The most memory that this process held."""
    status = Path("/proc/self/status")
    if status.is_file():
        # What `getrusage` says would count the process that started this one.
        words = status.read_text().partition("VmHWM:")[2].split()
        return float(words[0]) / 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def section(names: Sequence[str], n_films: int) -> str:
    films = read_films(DATA)
    films = films.take(films.labelled)
    films = films.take(np.random.default_rng(0).permutation(len(films))[:n_films])
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        rows = rows_of(names, films, folder)
        served = next((name for name in names if (folder / name).is_dir()), None)
        if served is None:
            return table(rows)
        times = next(row for row in rows if row[0] == served)
        verdicts = [
            f"{words} at most {limit:g} {unit}: {value:.1f}, "
            f"{'reached' if value <= limit else 'missed'}"
            for words, limit, unit, value in (
                ("a poster of the served size", BEST_MS, "ms", times[1][0]),
                ("its files", MOST_MB, "MB", times[3]),
            )
        ]
        parts = (
            table(rows),
            f"Target of `{served}`: {'; '.join(verdicts)}.",
            thousand(folder / served, films, folder),
        )
        return "\n\n".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", default=",".join(MODELS))
    parser.add_argument("--films", type=int, default=8_000, help="how many films are fitted")
    parser.add_argument("--label", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.label:
        label(*options.label)
        return
    if not DATA.is_dir():
        sys.exit(f"no data in {DATA}; set MEDLEY_DATA")
    os.environ["OMP_NUM_THREADS"] = "1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    print(f"## Films: cost\n\n{section(options.models.split(','), options.films)}")


if __name__ == "__main__":
    main()
