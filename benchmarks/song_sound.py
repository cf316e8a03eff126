"""What hearing a song costs, beside a straight librosa pipeline and bare decoding.

30 s of made music (44.1 kHz, stereo) as WAV, FLAC and MP3, and the clips of
`songs/` of the shared data, on one core. Files are taken in turns by every way, so
that what else the machine does falls on all of them; the table gives CPU time, the
median of the rounds. librosa loads (soundfile, mean, soxr to 22,050 Hz) and makes
the log-mel spectrogram and 20 MFCC. Medley's parts make the same; `hear`, which all
of Medley calls, makes also chroma, six numbers of spectral shape, tempo, loudness and
the outline. Then two processes beside one,
memory of 2,000 files beside 20, a ten-hour file beside a song, and how far the
numbers lie from librosa's. Prints the section "Songs: sound" of docs/results.md.
librosa and pyloudnorm are in the extra `bench`.

    python benchmarks/song_sound.py [--rounds N] [--files N] [--hours N]
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile
import soxr
from threadpoolctl import threadpool_limits

from medley.data.sound import HOP_LENGTH, N_FFT, SAMPLE_RATE, SEGMENT_FRAMES
from medley.features.audio import Unheard, hear, hear_all, mfcc
from medley.features.audio.decoding import open_sound
from medley.features.audio.spectrum import Frames

DATA = Path(os.environ.get("MEDLEY_DATA") or Path(__file__).parents[2] / "shared" / "data")
RATE = 44_100
CLIP_S = 30.0
FORMATS = ("wav", "flac", "mp3")
N_SONGS = 24
GOALS = {"wav": 2.5, "flac": 2.5, "mp3": 1.5}


def made_music(seconds: float, *, seed: int = 0) -> np.ndarray:
    """Mix struck notes with overtones, drums and hiss, stereo, shape (n, 2)."""
    rng = np.random.default_rng(seed)
    n = int(seconds * RATE)
    mix = rng.normal(0, 0.01, (n, 2))
    t = np.arange(RATE) / RATE
    for beat in np.arange(0, n, RATE // 4):
        hz = 110 * 2 ** (rng.choice([0, 3, 5, 7, 10, 12, 15, 19, 24]) / 12)
        tones = sum(np.sin(2 * np.pi * hz * k * t) / k**1.3 for k in range(1, 12))
        note = tones * np.exp(-rng.uniform(2, 6) * t) * 0.2
        drum = rng.normal(0, 0.4, RATE) * np.exp(-rng.uniform(20, 80) * t)
        struck = (note + drum)[: n - beat, None] * rng.uniform(0.3, 1, 2)
        mix[beat : beat + RATE] += struck
    return (mix / np.abs(mix).max() * 0.9).astype(np.float32)


def bare(path: Path) -> None:
    """Read all samples, as they are."""
    soundfile.read(path, dtype="float32")


def decoded(path: Path) -> None:
    """Read, mean of channels, one resampling: what every pipeline has to do."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples @ np.full(samples.shape[1], 1 / samples.shape[1], np.float32)
    if rate != SAMPLE_RATE:
        soxr.resample(mono, rate, SAMPLE_RATE)


def hears(path: Path) -> None:
    mfcc(hear(path).log_mel)


def same_work(path: Path) -> None:
    """By Medley's parts, only what the librosa pipeline makes."""
    with open_sound(path) as stream:
        samples = np.pad(np.concatenate(list(stream.blocks)), N_FFT // 2)
    n_frames = 1 + (len(samples) - N_FFT) // HOP_LENGTH
    bands = []
    for at in range(0, n_frames, SEGMENT_FRAMES):
        end = min(at + SEGMENT_FRAMES, n_frames)
        bands.append(Frames(samples[at * HOP_LENGTH : (end - 1) * HOP_LENGTH + N_FFT]).log_mel)
    mfcc(np.concatenate(bands))


def librosa_does(path: Path) -> None:
    import librosa

    samples, rate = librosa.load(path, sr=SAMPLE_RATE)
    bands = librosa.feature.melspectrogram(y=samples, sr=rate, n_mels=128)
    librosa.feature.mfcc(S=librosa.power_to_db(bands), n_mfcc=20)


def ways() -> dict[str, Callable[[Path], None]]:
    found = {"bare": bare, "decoded": decoded, "same": same_work, "medley": hears}
    try:
        import librosa  # noqa: F401
    except ModuleNotFoundError:
        sys.stderr.write("librosa is not installed; its column stays empty\n")
        return found
    return found | {"librosa": librosa_does}


def timed(paths: list[Path], rounds: int) -> dict[str, float]:
    """Median CPU seconds of each way for all the files, taken in turns."""
    spent: dict[str, list[float]] = {name: [] for name in ways()}
    for way in ways().values():
        way(paths[0])
    for _ in range(rounds):
        for name, way in ways().items():
            began = time.process_time()
            for path in paths:
                way(path)
            spent[name].append(time.process_time() - began)
    return {name: statistics.median(found) for name, found in spent.items()}


def cost_table(sets: dict[str, list[Path]], rounds: int) -> list[str]:
    lines = [
        "| files | bare decoding | decoded to mono 22,050 Hz | librosa: log-mel, MFCC "
        "| Medley: log-mel, MFCC | Medley: all (`hear`) | librosa / same work | librosa / all "
        "| same work / bare | all / bare | all, x real time |",
        "|---|" + "---:|" * 10,
    ]
    for name, paths in sets.items():
        found = timed(paths, rounds)
        seconds = sum(soundfile.info(path).duration for path in paths)
        ms = {way: f"{spent / seconds * CLIP_S * 1e3:.1f}" for way, spent in found.items()}
        peer, all_s = found.get("librosa"), found["medley"]
        goal = f" (goal {GOALS[name]})" if name in GOALS else ""
        cells = (
            *(ms.get(way, "") for way in ("bare", "decoded", "librosa", "same", "medley")),
            f"{peer / found['same']:.2f}{goal}" if peer else "",
            f"{peer / all_s:.2f}" if peer else "",
            f"{found['same'] / found['bare']:.2f}",
            f"{all_s / found['bare']:.2f}",
            f"{seconds / all_s:,.0f}",
        )
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def wall_s(paths: list[Path], processes: int) -> float:
    """Seconds from the first file's answer to the last's: starting processes is apart."""
    began = 0.0
    # The first answers come while the last process still starts.
    skipped = 4 * processes
    for done, _ in enumerate(hear_all(paths, processes=processes), start=1):
        if done == skipped:
            began = time.perf_counter()
    return (time.perf_counter() - began) / (len(paths) - skipped)


def scaling(paths: list[Path], n: int) -> str:
    files = [paths[i % len(paths)] for i in range(n)]
    one, two = [], []
    for _ in range(3):
        one.append(wall_s(files, 1))
        two.append(wall_s(files, 2))
    factor = statistics.median(a / b for a, b in zip(one, two, strict=True))
    return (
        f"Two processes hear {factor:.2f} times as many MP3 files a second as one "
        f"({CLIP_S / statistics.median(two):,.0f} x real time; goal 1.8; three rounds of "
        f"{n} files in turns: {', '.join(f'{a / b:.2f}' for a, b in zip(one, two, strict=True))}; "
        f"load average before: {os.getloadavg()[0]:.1f})."
    )


def own_peak_mib(pid: int | str = "self") -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def measure_memory(path: Path, n: int, processes: int) -> None:
    """Print the peak of this process and of each it started, in MiB."""
    heard = 0
    for done, (_, sound) in enumerate(hear_all([path] * n, processes=processes), start=1):
        heard += not isinstance(sound, Unheard)
        if done == n:
            children = [own_peak_mib(child.pid or 0) for child in multiprocessing.active_children()]
    print(f"{heard} {own_peak_mib():.1f} {max(children, default=0.0):.1f}")


def peaks_mib(path: Path, n: int, processes: int) -> tuple[float, float]:
    command = [sys.executable, __file__, "--memory", str(path), str(n), str(processes)]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    if int(out[0]) != n:
        raise RuntimeError(f"{path} was heard {out[0]} of {n} times")
    return float(out[1]), float(out[2])


def memory_lines(folder: Path, n: int, hours: float) -> list[str]:
    clip = folder / "clip.flac"
    soundfile.write(clip, made_music(5), RATE)
    lines = ["| what is heard | peak of the main process, MiB | of a worker |", "|---|---:|---:|"]
    for files in (20, n):
        main, worker = peaks_mib(clip, files, 2)
        lines.append(f"| {files:,} files of 5 s, two processes | {main:.0f} | {worker:.0f} |")
    song, show = folder / "song.wav", folder / "show.wav"
    minute = made_music(60)[::4, 0]
    for path, minutes in ((song, 4), (show, round(hours * 60))):
        with soundfile.SoundFile(path, "w", RATE // 4, 1, "PCM_U8") as file:
            for _ in range(minutes):
                file.write(minute)
        began = time.perf_counter()
        main, _ = peaks_mib(path, 1, 1)
        speed = minutes * 60 / (time.perf_counter() - began)
        told = f"{minutes / 60:g} hours" if minutes >= 60 else f"{minutes} minutes"
        lines.append(f"| one file of {told} ({speed:,.0f} x real time) | {main:.0f} | |")
        path.unlink()
    return lines


def nearness(paths: list[Path]) -> list[str]:
    """Largest differences to librosa and pyloudnorm over whole songs."""
    try:
        import librosa
        import pyloudnorm
    except ModuleNotFoundError:
        return []
    loud, quiet, chroma, tempo, loudness = [], [], [], [], []
    meter = pyloudnorm.Meter(SAMPLE_RATE, filter_class="DeMan")
    for path in paths:
        sound = hear(path)
        samples, _ = librosa.load(path, sr=SAMPLE_RATE)
        starts = np.rint(sound.starts_s * SAMPLE_RATE / HOP_LENGTH).astype(int)
        frames = starts[:, None] + np.arange(SEGMENT_FRAMES)
        bands = librosa.feature.melspectrogram(y=samples, sr=SAMPLE_RATE)
        bands = librosa.power_to_db(bands, top_db=None).T[frames]
        away = np.abs(bands - sound.log_mel)
        loud.append(away[bands > -40].max())
        quiet.append(away.max())
        theirs = librosa.feature.chroma_stft(y=samples, tuning=0).T[frames]
        chroma.append(np.abs(theirs - sound.chroma).max())
        tempo.append(abs(librosa.feature.tempo(y=samples)[0] - sound.tempo_bpm) < 0.01)
        loudness.append(abs(meter.integrated_loudness(samples) - sound.loudness_lufs))
    return [
        "",
        f"Largest difference over {len(paths)} songs: log-mel {max(loud):.4f} dB above -40 dB "
        f"({max(quiet):.3f} dB down to the floor of -100 dB), chroma {max(chroma):.1e}; tempo "
        f"equal in {sum(tempo)} of {len(tempo)}; loudness {max(loudness):.3f} LU from pyloudnorm "
        "(with the standard's own filters).",
    ]


def on_one_core() -> None:
    threadpool_limits(1)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--files", type=int, default=2_000)
    parser.add_argument("--hours", type=float, default=10.0)
    parser.add_argument("--memory", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.memory:
        measure_memory(Path(asked.memory[0]), int(asked.memory[1]), int(asked.memory[2]))
        return
    threadpool_limits(1)
    songs = sorted((DATA / "songs").glob("*.ogg"))[:N_SONGS]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sets = {kind: [folder / f"made.{kind}"] for kind in FORMATS}
        for (path,) in sets.values():
            soundfile.write(path, made_music(CLIP_S), RATE)
        # Before this process binds itself to one core.
        told = scaling(sets["mp3"], 120)
        memory = memory_lines(folder, asked.files, asked.hours)
        on_one_core()
        if songs:
            sets |= {f"{len(songs)} songs, ogg, mono, {SAMPLE_RATE:,} Hz": songs}
        print("## Songs: sound\n")
        print("CPU milliseconds for 30 s of sound on one core, median of the rounds.\n")
        print(*cost_table(sets, asked.rounds), "", told, "", *memory, sep="\n")
        print(*nearness(songs), sep="\n")


if __name__ == "__main__":
    main()
