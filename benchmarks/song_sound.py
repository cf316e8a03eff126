"""What hearing a song costs, beside a straight librosa pipeline and bare decoding.

30 s of made music (44.1 kHz, stereo) as WAV, FLAC and MP3, and the clips of
`songs/` of the shared data, on one core. Every way has a process of its own (how one
treats freed memory would help the other) and takes the files in turns with the others, so
that what else the machine does falls on all of them; the table gives CPU time and
ratios, medians of the rounds, and the ratios by the clock. Bare decoding is by the
decoder that Medley takes: of 16-bit FLAC dr_flac where there is a wheel of miniaudio,
and once more libFLAC. librosa loads (soundfile, mean, soxr to 22,050 Hz) and makes
the log-mel spectrogram and 20 MFCC. Medley's parts make the same; `hear`, which all
of Medley calls, makes also chroma, six numbers of spectral shape, tempo, loudness and
the outline. Then two processes beside one (with and without their start), beside two
that share nothing, which is what the machine allows; memory of
2,000 files beside 20, a ten-hour file beside a song, and how far the numbers lie from
librosa's. Prints the section "Songs: sound" of docs/results.md.
librosa and pyloudnorm are in the extra `bench`.

    python benchmarks/song_sound.py [--rounds N] [--files N] [--hours N]
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

import numpy as np
import soundfile
import soxr
from threadpoolctl import threadpool_limits

from medley.data.sound import HOP_LENGTH, N_FFT, SAMPLE_RATE, SEGMENT_FRAMES
from medley.features.audio import Unheard, decoding, hear, hear_all, mfcc
from medley.features.audio.decoding import open_sound
from medley.features.audio.hearing import keep_freed_memory
from medley.features.audio.spectrum import Frames

DATA = Path(os.environ.get("MEDLEY_DATA") or Path(__file__).parents[2] / "shared" / "data")
RATE = 44_100
CLIP_S = 30.0
FORMATS = ("wav", "flac", "mp3")
N_SONGS = 24
LIBFLAC = "flac, without miniaudio"
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
    if path.suffix == ".flac":
        blocks = decoding.quick_flac(path, 2, decoding.BLOCK // 2)
        if blocks is not None:
            for _ in blocks:
                pass
            return
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
        silence = np.zeros(N_FFT // 2, np.float32)
        samples = np.concatenate((silence, *stream.blocks, silence))
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


Spent = dict[str, np.ndarray]
"""CPU seconds and seconds by the clock of each way, shape (2, rounds)."""


def timed(paths: list[Path], rounds: int, *, plain: bool = False) -> Spent:
    """Time each way for all the files, taken in turns; `plain` is without dr_flac."""
    context = multiprocessing.get_context("spawn")
    workers = {}
    for name in ways():
        ours, theirs = context.Pipe()
        context.Process(target=serve, args=(theirs, name, plain), daemon=True).start()
        workers[name] = ours
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in workers}
    # The first round loads what each way needs.
    for at in range(rounds + 1):
        for name, worker in workers.items():
            worker.send(paths)
            if at:
                spent[name].append(worker.recv())
            else:
                worker.recv()
    for worker in workers.values():
        worker.send(None)
    return {name: np.transpose(found) for name, found in spent.items()}


def serve(asked: Connection, name: str, plain: bool) -> None:
    """Take the files one way as often as asked, and say what it took."""
    on_one_core()
    if plain:
        decoding.quick_flac = lambda *_: None
    way = ways()[name]
    while paths := asked.recv():
        if way is same_work:
            # As in every process that hears: it is then kept for the process's life.
            keep_freed_memory()
        began = time.process_time(), time.perf_counter()
        for path in paths:
            way(path)
        asked.send((time.process_time() - began[0], time.perf_counter() - began[1]))


def ratio(spent: Spent, over: str, under: str, clock: int = 0) -> str:
    if over not in spent:
        return ""
    return f"{np.median(spent[over][clock] / spent[under][clock]):.2f}"


def cost_table(sets: dict[str, list[Path]], rounds: int) -> list[str]:
    lines = [
        "| files | bare decoding | decoded to mono 22,050 Hz | librosa: log-mel, MFCC "
        "| Medley: log-mel, MFCC | Medley: all (`hear`) | librosa / same work | librosa / all "
        "| the same two by the clock | same work / bare | same work / decoded (goal at most 1.6) "
        "| all / bare | all, x real time |",
        "|---|" + "---:|" * 12,
    ]
    for name, paths in sets.items():
        spent = timed(paths, rounds, plain=name == LIBFLAC)
        seconds = sum(soundfile.info(path).duration for path in paths)
        ms = {way: f"{np.median(s[0]) / seconds * CLIP_S * 1e3:.1f}" for way, s in spent.items()}
        goal = f" (goal {GOALS[name]})" if name in GOALS else ""
        peer = ratio(spent, "librosa", "same")
        cells = (
            *(ms.get(way, "") for way in ("bare", "decoded", "librosa", "same", "medley")),
            f"{peer}{goal}" if peer else "",
            ratio(spent, "librosa", "medley"),
            f"{ratio(spent, 'librosa', 'same', 1)}, {ratio(spent, 'librosa', 'medley', 1)}",
            ratio(spent, "same", "bare"),
            ratio(spent, "same", "decoded"),
            ratio(spent, "medley", "bare"),
            f"{seconds / np.median(spent['medley'][0]):,.0f}",
        )
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def wall_s(paths: list[Path], processes: int) -> tuple[float, float]:
    """Seconds a file, from the first answer to the last, and from the call on."""
    called = began = time.perf_counter()
    # The first answers come while the last process still starts.
    skipped = 4 * processes
    for done, _ in enumerate(hear_all(paths, processes=processes), start=1):
        if done == skipped:
            began = time.perf_counter()
    ended = time.perf_counter()
    return (ended - began) / (len(paths) - skipped), (ended - called) / len(paths)


def scaling(paths: list[Path], n: int, rounds: int) -> str:
    load = os.getloadavg()[0]
    many = [paths[i % len(paths)] for i in range(2 * n)]
    found = []
    for _ in range(rounds):
        one, two = wall_s(many[:n], 1), wall_s(many, 2)
        found.append((one, two, apart_s(many[:n])))
    alone, beside, free = (np.array(column) for column in zip(*found, strict=True))
    factors, ceiling = alone[:, 0] / beside[:, 0], alone[:, 0] / free
    start_s = np.median((beside[:, 1] - beside[:, 0]) * 2 * n)
    return (
        f"Two processes hear {np.median(factors):.2f} times as many MP3 files a second as one "
        f"({middle_half(factors)}; {CLIP_S / np.median(beside[:, 0]):,.0f} x real time; goal 1.8), "
        f"two that share nothing {np.median(ceiling):.2f} ({middle_half(ceiling)}): {rounds} "
        f"rounds of {n} files a process in turns, middle half in brackets, load average before: "
        f"{load:.1f}, on {os.cpu_count()} cores. Their start takes {start_s:.1f} s once."
    )


def middle_half(numbers: np.ndarray) -> str:
    low, high = np.quantile(numbers, (0.25, 0.75))
    return f"{low:.2f} to {high:.2f}"


def apart_s(paths: list[Path]) -> float:
    """Seconds a file of two processes that each hear all the files, and hand nothing on."""
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(3)
    processes = [context.Process(target=hear_apart, args=(paths, start)) for _ in range(2)]
    for process in processes:
        process.start()
    start.wait()
    began = time.perf_counter()
    for process in processes:
        process.join()
    return (time.perf_counter() - began) / (2 * len(paths))


def hear_apart(paths: list[Path], start: Barrier) -> None:
    threadpool_limits(1)
    hear(paths[0])
    start.wait()
    for path in paths:
        hear(path)


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
        told = scaling(sets["mp3"], 60, asked.rounds)
        memory = memory_lines(folder, asked.files, asked.hours)
        on_one_core()
        if find_spec("miniaudio"):
            sets = {**sets, LIBFLAC: sets["flac"]}
        if songs:
            sets |= {f"{len(songs)} songs, ogg, mono, {SAMPLE_RATE:,} Hz": songs}
        print("## Songs: sound\n")
        print("CPU milliseconds for 30 s of sound on one core, median of the rounds.\n")
        print(*cost_table(sets, asked.rounds), "", told, "", *memory, sep="\n")
        print(*nearness(songs), sep="\n")


if __name__ == "__main__":
    main()
