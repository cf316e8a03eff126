"""Small sound files of every kind, with tags and pictures, made for tests."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import av
import mutagen
import mutagen.id3
import numpy as np
import soundfile
from mutagen.flac import Picture

KINDS = ("mp3", "flac", "ogg", "opus", "m4a", "wma", "wav", "aiff")
RATE = 44_100
_BY_FFMPEG = {"m4a": ("ipod", "aac"), "wma": ("asf", "wmav2"), "opus": ("opus", "libopus")}


def tone(pitch: float, seconds: float = 1.0, rate: int = RATE) -> np.ndarray:
    """A tone with a beat, float32, in [-1, 1]."""
    t = np.arange(round(seconds * rate)) / rate
    wave = np.sin(2 * np.pi * pitch * t) + 0.3 * np.sin(2 * np.pi * 2.5 * pitch * t)
    return (0.4 * wave * (0.6 + 0.4 * np.sign(np.sin(4 * np.pi * t)))).astype(np.float32)


def write_song(path: Path, pitch: float = 440.0, seconds: float = 1.0) -> Path:
    """Write a tone in the format that the file's ending names."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kind = path.suffix[1:]
    if kind in _BY_FFMPEG:
        _encode(path, pitch, seconds, *_BY_FFMPEG[kind])
    else:
        soundfile.write(path, tone(pitch, seconds), RATE, format={"aif": "AIFF"}.get(kind))
    return path


def _encode(path: Path, pitch: float, seconds: float, container: str, codec: str) -> None:
    with av.open(str(path), "w", format=container) as out:
        rate = 48_000 if codec == "libopus" else RATE
        stream = out.add_stream(codec, rate=rate, layout="mono")
        samples = tone(pitch, seconds, rate)
        stream.bit_rate = 96_000
        stream.codec_context.open()
        size = stream.codec_context.frame_size
        resampler = av.AudioResampler(stream.codec_context.format, "mono", rate, size)
        for start in range(0, len(samples), 1024):
            block = np.ascontiguousarray(samples[None, start : start + 1024])
            frame = av.AudioFrame.from_ndarray(block, "fltp", "mono")
            frame.sample_rate, frame.pts = rate, start
            for ready in resampler.resample(frame):
                out.mux(stream.encode(ready))
        out.mux(stream.encode(None))


def tag_song(path: Path, genres: tuple[str, ...] = (), picture: bytes = b"", **said: str) -> Path:
    """Write tags as a tagging program would: artist, album_artist, title, album, year, track."""
    held: Any = mutagen.File(path)
    if held.tags is None:
        held.add_tags()
    kind = path.suffix[1:]
    {"m4a": _tag_mp4, "wma": _tag_asf}.get(
        kind, _tag_id3 if kind in ("mp3", "wav", "aiff", "aif") else _tag_vorbis
    )(held, genres, picture, said)
    held.save()
    return path


def jpeg(colour: str = "navy", size: int = 32) -> bytes:
    """A picture of one colour."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (size, size), colour).save(out, "JPEG")
    return out.getvalue()


_ID3 = {"title": "TIT2", "artist": "TPE1", "album_artist": "TPE2", "album": "TALB"}
_ID3 |= {"year": "TDRC", "track": "TRCK"}
_MP4 = {"title": "©nam", "artist": "©ART", "album_artist": "aART", "album": "©alb", "year": "©day"}
_ASF = {"title": "Title", "artist": "Author", "album_artist": "WM/AlbumArtist"}
_ASF |= {"album": "WM/AlbumTitle", "year": "WM/Year", "track": "WM/TrackNumber"}
_VORBIS = {"album_artist": "albumartist", "year": "date", "track": "tracknumber"}


def _tag_id3(held: Any, genres: tuple[str, ...], picture: bytes, said: dict[str, str]) -> None:
    for field, text in said.items():
        held.tags.add(getattr(mutagen.id3, _ID3[field])(encoding=3, text=[text]))
    if genres:
        held.tags.add(mutagen.id3.TCON(encoding=3, text=list(genres)))
    if picture:
        held.tags.add(
            mutagen.id3.APIC(encoding=3, mime="image/jpeg", type=3, desc="", data=picture)
        )


def _tag_mp4(held: Any, genres: tuple[str, ...], picture: bytes, said: dict[str, str]) -> None:
    from mutagen.mp4 import MP4Cover

    for field, text in said.items():
        if field == "track":
            held.tags["trkn"] = [(int(text.split("/")[0]), 0)]
        else:
            held.tags[_MP4[field]] = [text]
    if genres:
        held.tags["©gen"] = list(genres)
    if picture:
        held.tags["covr"] = [MP4Cover(picture)]


def _tag_asf(held: Any, genres: tuple[str, ...], picture: bytes, said: dict[str, str]) -> None:
    from mutagen.asf import ASFByteArrayAttribute

    for field, text in said.items():
        held.tags[_ASF[field]] = text
    if genres:
        held.tags["WM/Genre"] = list(genres)
    if picture:
        head = b"\x03" + len(picture).to_bytes(4, "little")
        names = "image/jpeg\0".encode("utf-16-le") + "\0".encode("utf-16-le")
        held.tags["WM/Picture"] = ASFByteArrayAttribute(head + names + picture)


def _tag_vorbis(held: Any, genres: tuple[str, ...], picture: bytes, said: dict[str, str]) -> None:
    import base64

    for field, text in said.items():
        held.tags[_VORBIS.get(field, field)] = [text]
    if genres:
        held.tags["genre"] = list(genres)
    if picture:
        block = Picture()
        block.type, block.mime, block.data = 3, "image/jpeg", picture
        if hasattr(held, "add_picture"):
            held.add_picture(block)
        else:
            held.tags["metadata_block_picture"] = [base64.b64encode(block.write()).decode()]
