"""What a model of playlists costs: to fit, to keep, to serve, and as playlists grow.

Every measurement runs in a process of its own. Fitting reads the Million Playlist
sample whole; serving loads the saved artifact into a fresh process and asks for one
title at a time, 100 tracks with the 3 nearest playlists and 10 tags, which is what a
page asks. The plain script (scikit-learn) is asked the same. Growth is on made
playlists, whose tracks and words follow Zipf's law; sizes that would not end within
the limit are not run, and nothing is extrapolated. Prints the section "Playlists:
cost" of docs/results.md.

    python benchmarks/playlist_cost.py [--models a,b] [--growth a,b] [--limit-s N]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from medley.core.vocabulary import Vocabulary
from medley.data.playlists import PlaylistData, PlaylistQuery, Tracks

DATA = Path(os.environ.get("MEDLEY_DATA") or Path(__file__).parents[2] / "shared" / "data")
PLAIN = "plain"
SIZES = (1_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
N_TITLES = 300
SAMPLE, SAMPLE_TRACKS = 6_056, 201_730
"""Of the Million Playlist sample: the made tracks grow with the playlists from there."""


def read(path: Path) -> PlaylistData:
    from medley.data.playlist_builder import build_playlist_data
    from medley.data.sources.playlists import read_playlists

    return build_playlist_data(read_playlists(path))


def made(n: int, *, seed: int = 0) -> PlaylistData:
    """Make playlists like the Million Playlist Dataset's: 66 tracks each, titles of 1-3 words.

    A million of them hold 2.2 million tracks, as there. A playlist draws most of its
    tracks from the mood that its first word belongs to.
    """
    rng = np.random.default_rng(seed)
    n_tracks = round(SAMPLE_TRACKS * (n / SAMPLE) ** 0.47)
    n_words, n_moods = 20_000, 200
    lengths = np.clip(rng.lognormal(3.9, 0.75, n), 5, 250).astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    words = _zipf(rng, (n, 3), n_words)
    mood = np.repeat(words[:, 0] % n_moods, lengths)
    place = _zipf(rng, len(mood), n_tracks // n_moods)
    anywhere = rng.random(len(mood)) < 0.3
    entries = np.where(anywhere, _zipf(rng, len(mood), n_tracks), place * n_moods + mood)
    counts = rng.integers(1, 4, n)
    titles = tuple(
        " ".join(f"w{word:x}" for word in row[:count])
        for row, count in zip(words.tolist(), counts.tolist(), strict=True)
    )
    nothing = np.zeros(n + 1, np.int64)
    n_artists = max(1, n_tracks // 8)
    return PlaylistData(
        ids=Vocabulary(f"made:{p}" for p in range(n)),
        titles=titles,
        tracks=Tracks(
            Vocabulary(f"made:{t}" for t in range(n_tracks)),
            tuple(f"Song {t}" for t in range(n_tracks)),
            Vocabulary(f"Artist {a}" for a in range(n_artists)),
            (np.arange(n_tracks) % n_artists).astype(np.int32),
        ),
        starts=starts,
        entries=np.minimum(entries, n_tracks - 1).astype(np.int32),
        tags=Vocabulary(()),
        tag_starts=nothing,
        tag_entries=np.empty(0, np.int32),
        weights=np.ones(n, np.float32),
    )


def _zipf(rng: np.random.Generator, shape: Any, n: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Draw from 0 to n - 1, the chance of each falling about as one over its rank."""
    return np.minimum(np.exp(rng.random(shape) * np.log(n + 1)) - 1, n - 1).astype(np.int64)


def memory_mib(field: str) -> float:
    """Read this process's memory: VmRSS for what it holds, VmHWM for the most it held."""
    # getrusage would count what the parent held before this program began.
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field)) / 1024


def fit(name: str, data: PlaylistData, keep: Path | None) -> dict[str, float]:
    """Fit in this process; keep the artifact."""
    from medley.artifacts.store import Store
    from medley.training.fit import fit_model

    before, busy, start = memory_mib("VmRSS"), time.process_time(), time.perf_counter()
    if name == PLAIN:
        from playlist_plain import PlainTitles

        PlainTitles(data)
    else:
        fitted = fit_model("playlist", name, data)
    found = {
        "fit_s": time.perf_counter() - start,
        "cpu_s": time.process_time() - busy,
        "data_mib": before,
        "peak_mib": memory_mib("VmHWM"),
    }
    if keep is not None and name != PLAIN:
        store = Store(keep)
        version = store.save("playlist", name, fitted.model, metrics={}, snapshot="", seed=0)
        files = [path for path in (keep / "playlist" / version).rglob("*") if path.is_file()]
        found["artifact_mib"] = sum(path.stat().st_size for path in files) / 2**20
    return found


def serve(name: str, path: Path, keep: Path, titles: Sequence[str]) -> dict[str, float]:
    """Answer titles in this fresh process, each alone."""
    started = time.perf_counter()
    if name == PLAIN:
        from playlist_plain import PlainTitles

        model: Any = PlainTitles(read(path))
    else:
        from medley.artifacts.store import Store

        store = Store(keep)
        model, _ = store.load("playlist", store.versions("playlist")[-1].version)
    load_s = time.perf_counter() - started
    took = []
    for title in ("rain", *titles):
        query = [PlaylistQuery(title)]
        start = time.perf_counter()
        model.predict(query, 100)
        for power, k in (("nearest", 3), ("predict_tags", 10)):
            if hasattr(model, power):
                getattr(model, power)(query, k)
        took.append(1000 * (time.perf_counter() - start))
    # The first answer pays for what is loaded late, and is told apart.
    p50, p99 = np.quantile(took[1:], (0.5, 0.99))
    figures = {"load_s": load_s, "first_ms": took[0], "p50_ms": float(p50), "p99_ms": float(p99)}
    return {**figures, "rss_mib": memory_mib("VmRSS")}


def alone(limit_s: float, **job: Any) -> dict[str, float] | str:
    """Do a job in a process of its own; the reason where it does not end well."""
    try:
        done = subprocess.run(
            [sys.executable, __file__, "--job", json.dumps(job)],
            stdout=subprocess.PIPE,
            text=True,
            timeout=limit_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"not within {limit_s:.0f} s"
    if done.returncode:
        return f"ended with {done.returncode}"
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def do(job: dict[str, Any]) -> dict[str, float]:
    keep = Path(job["keep"]) if job.get("keep") else None
    if job["do"] == "fit":
        data = made(job["made"]) if "made" in job else read(Path(job["path"]))
        return fit(job["model"], data, keep)
    assert keep is not None
    return serve(job["model"], Path(job["path"]), keep, job["titles"])


def real_rows(path: Path, models: Sequence[str], limit_s: float) -> list[list[str]]:
    data = read(path)
    rng = np.random.default_rng(42)
    titles = [data.titles[at] for at in rng.permutation(len(data))[:N_TITLES].tolist()]
    del data
    rows = []
    for name in (*models, PLAIN):
        print(f"measuring {name}", file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder:
            job = {"model": name, "path": str(path), "keep": folder}
            fitted = alone(limit_s, do="fit", **job)
            if isinstance(fitted, str):
                rows.append([name, fitted, *["-"] * 7])
                continue
            served = alone(limit_s, do="serve", titles=titles, **job)
            rows.append([name, *_texts(fitted, FITTED), *_served(served)])
    return rows


Column = tuple[str, Callable[[float], str]]
FITTED: tuple[Column, ...] = (
    ("fit_s", lambda s: f"{s:.1f}"),
    ("cpu_s", lambda s: f"{s:.1f}"),
    ("peak_mib", lambda mib: f"{mib:,.0f}"),
    ("artifact_mib", lambda mib: f"{mib:,.1f}"),
)
SERVED: tuple[Column, ...] = (
    ("load_s", lambda s: f"{s:.1f}"),
    ("rss_mib", lambda mib: f"{mib:,.0f}"),
    ("p50_ms", lambda ms: f"{ms:.1f}"),
    ("p99_ms", lambda ms: f"{ms:.1f}"),
)


def _texts(found: dict[str, float], columns: Sequence[Column]) -> list[str]:
    return [write(found[name]) if name in found else "-" for name, write in columns]


def _served(found: dict[str, float] | str) -> list[str]:
    return [found, *["-"] * 3] if isinstance(found, str) else _texts(found, SERVED)


def growth_rows(models: Sequence[str], sizes: Sequence[int], limit_s: float) -> list[list[str]]:
    rows = []
    for name in models:
        for size in sizes:
            print(f"growing {name} to {size:,}", file=sys.stderr)
            found = alone(limit_s, do="fit", model=name, made=size)
            if isinstance(found, str):
                rows.append([name, f"{size:,}", found, "-", "-", "-"])
                break
            texts = [f"{found['fit_s']:.1f}", f"{found['cpu_s']:.1f}"]
            texts += [f"{found['data_mib']:,.0f}", f"{found['peak_mib']:,.0f}"]
            rows.append([name, f"{size:,}", *texts])
    return rows


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    rule = ["---", *["---:"] * (len(header) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in (header, rule, *rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA / "playlists" / "mpd.jsonl.gz")
    parser.add_argument("--models", default="hybrid,title-knn,popular")
    parser.add_argument("--growth", default="hybrid,title-knn,popular")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--limit-s", type=float, default=600)
    parser.add_argument("--job", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job:
        sys.stdout.write(json.dumps(do(json.loads(options.job))) + "\n")
        return
    if not options.data.is_file():
        sys.exit(f"no data in {options.data}; give --data or set MEDLEY_DATA")
    header = ("model", "fit, s", "CPU, s", "peak of the fit, MiB", "artifact, MiB")
    header += ("load, s", "RSS serving, MiB", "p50, ms", "p99, ms")
    models = [name for name in options.models.split(",") if name]
    growing = [name for name in options.growth.split(",") if name]
    sizes = [int(size) for size in options.sizes.split(",")]
    print("## Playlists: cost\n")
    print(table(header, real_rows(options.data, models, options.limit_s)))
    print(
        f"\nOne title at a time, {N_TITLES} of them: 100 tracks, 3 playlists, 10 tags. `{PLAIN}` "
        "is TF-IDF and nearest neighbours in scikit-learn, fitted anew when it loads.\n\n"
        f"Made playlists of 66 tracks on average; a fit may take {options.limit_s:.0f} s, and "
        "larger ones are not tried after one that took longer. The setting for a site with a "
        "million playlists on such a machine is `medley train playlist --model title-knn`.\n"
    )
    header = ("model", "playlists", "fit, s", "CPU, s", "data alone, MiB", "peak of the fit, MiB")
    print(table(header, growth_rows(growing, sizes, options.limit_s)))


if __name__ == "__main__":
    main()
