"""Make the pose models of the coach from the npm package @mediapipe/pose.

The browser and Python load the same files: ``pose_lite.task``, ``pose_full.task`` and
``pose_heavy.task``, each a stored zip of a detector and a landmark network. The networks in
the package lack what the loaders ask for, how pixels are scaled, so it is written into them
here, as a TFLite metadata table (``metadata_schema.fbs`` of MediaPipe). MediaPipe has a writer
of its own, but it does not load in 0.10.31, and there is none for Linux on ARM, where the
browser still needs the files. flatbuffers comes with onnxruntime.

Usage: python scripts/pose_models.py [NODE_MODULES [OUT]]
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import flatbuffers
from flatbuffers import encode, number_types, packer

ROOT = Path(__file__).parents[1]
OUT = ROOT / "src/medley/web/static/vendor/pose"
KINDS = ("lite", "full", "heavy")
DETECTOR = ("pose_solution_packed_assets.data", (127.5, 127.5))
"""File and how a pixel is scaled: less the first, over the second."""
LANDMARKS = ("pose_landmark_{kind}.tflite", (0.0, 255.0))
STORED_AT = (1980, 1, 1, 0, 0, 0)
"""So that the same networks give the same bytes."""

# Numbers of fields in the tables of TFLite's and the metadata's schema.
MODEL_FIELDS, MODEL_VERSION, MODEL_BUFFERS, MODEL_METADATA = 8, 0, 4, 6
IMAGE, NORMALISATION, RGB = 2, 1, 1


def main(node_modules: str = str(ROOT / "node_modules"), out: str = str(OUT)) -> None:
    """Write the three models; those that are there already are written anew."""
    package, folder = Path(node_modules) / "@mediapipe/pose", Path(out)
    if not package.is_dir():
        sys.exit(f'pose models: {package} is missing; run "npm ci" first')
    folder.mkdir(parents=True, exist_ok=True)
    detector = _scaled(package / DETECTOR[0], *DETECTOR[1])
    for kind in KINDS:
        landmarks = _scaled(package / LANDMARKS[0].format(kind=kind), *LANDMARKS[1])
        part = folder / f"pose_{kind}.task.part"
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as task:
            task.writestr(zipfile.ZipInfo("pose_detector.tflite", STORED_AT), detector)
            task.writestr(zipfile.ZipInfo("pose_landmarks_detector.tflite", STORED_AT), landmarks)
        part.replace(folder / f"pose_{kind}.task")
    print(f"pose models: {len(KINDS)} written to {folder}")


def _scaled(path: Path, mean: float, std: float) -> bytes:
    return with_metadata(path.read_bytes(), scaling(mean, std))


def scaling(mean: float, std: float) -> bytes:
    """Say that the first input is an RGB picture, and how its pixels are scaled."""
    builder = flatbuffers.Builder(512)
    scales = _table(builder, 2, {0: _floats(builder, mean), 1: _floats(builder, std)})
    unit = _union(builder, NORMALISATION, scales)
    builder.StartObject(2)
    builder.PrependInt8Slot(0, RGB, 0)
    content = _union(builder, IMAGE, builder.EndObject(), n_fields=3)
    units = _offsets(builder, [unit])
    picture = _table(builder, 7, {3: content, 4: units})
    graph = _table(builder, 10, {2: _offsets(builder, [picture])})
    name = builder.CreateString("pose")
    model = _table(builder, 8, {0: name, 3: _offsets(builder, [graph])})
    builder.Finish(model, b"M001")
    return bytes(builder.Output())


def with_metadata(model: bytes, metadata: bytes) -> bytes:
    """Give a TFLite model a buffer with metadata.

    Offsets in a flatbuffer point forward and are relative. So a new root in front of the
    whole old file can point at its parts, and not one of its bytes needs to be changed.
    """
    old = model + bytes(-len(model) % 16)
    builder = flatbuffers.Builder(len(old) + len(metadata) + 65_536)
    _put(builder, old)

    def kept(position: int) -> int:
        return len(old) - position

    fields = _fields(old)
    buffers = [kept(at) for at in _elements(old, fields[MODEL_BUFFERS])]
    known = [kept(at) for at in _elements(old, fields.get(MODEL_METADATA))]
    _put(builder, metadata + bytes(-len(metadata) % 16))
    buffer = _table(builder, 1, {0: builder.Offset()})
    name = builder.CreateString("TFLITE_METADATA")
    builder.StartObject(2)
    builder.PrependUOffsetTRelativeSlot(0, name, 0)
    builder.PrependUint32Slot(1, len(buffers), 0)
    entry = builder.EndObject()
    replaced = {
        MODEL_BUFFERS: _offsets(builder, [*buffers, buffer]),
        MODEL_METADATA: _offsets(builder, [*known, entry]),
    }
    builder.StartObject(MODEL_FIELDS)
    version = encode.Get(packer.uint32, old, fields.pop(MODEL_VERSION))
    builder.PrependUint32Slot(MODEL_VERSION, version, 0)
    for field, position in fields.items():
        offset = replaced.get(field, kept(_target(old, position)))
        builder.PrependUOffsetTRelativeSlot(field, offset, 0)
    if MODEL_METADATA not in fields:
        builder.PrependUOffsetTRelativeSlot(MODEL_METADATA, replaced[MODEL_METADATA], 0)
    builder.Finish(builder.EndObject(), b"TFL3")
    return bytes(builder.Output())


def _put(builder: flatbuffers.Builder, content: bytes) -> None:
    """Write bytes as a vector that starts at a multiple of 16, as TFLite's buffers do."""
    builder.StartVector(1, len(content), 16)
    builder.head = number_types.UOffsetTFlags.py_type(builder.Head() - len(content))
    builder.Bytes[builder.Head() : builder.Head() + len(content)] = content
    builder.EndVector()


def _table(builder: flatbuffers.Builder, n_fields: int, fields: dict[int, int]) -> int:
    builder.StartObject(n_fields)
    for field, offset in fields.items():
        builder.PrependUOffsetTRelativeSlot(field, offset, 0)
    return int(builder.EndObject())


def _union(builder: flatbuffers.Builder, kind: int, value: int, n_fields: int = 2) -> int:
    builder.StartObject(n_fields)
    builder.PrependUint8Slot(0, kind, 0)
    builder.PrependUOffsetTRelativeSlot(1, value, 0)
    return int(builder.EndObject())


def _floats(builder: flatbuffers.Builder, value: float) -> int:
    builder.StartVector(4, 1, 4)
    builder.PrependFloat32(value)
    return int(builder.EndVector())


def _offsets(builder: flatbuffers.Builder, offsets: list[int]) -> int:
    builder.StartVector(4, len(offsets), 4)
    for offset in reversed(offsets):
        builder.PrependUOffsetTRelative(offset)
    return int(builder.EndVector())


def _fields(model: bytes) -> dict[int, int]:
    """Find the fields of the root table: number to position."""
    root = _target(model, 0)
    names = root - encode.Get(packer.int32, model, root)
    size = encode.Get(packer.uint16, model, names)
    found = {}
    for field in range((size - 4) // 2):
        offset = encode.Get(packer.uint16, model, names + 4 + 2 * field)
        if offset:
            found[field] = root + offset
    return found


def _elements(model: bytes, field: int | None) -> list[int]:
    if field is None:
        return []
    vector = _target(model, field)
    n = encode.Get(packer.uint32, model, vector)
    return [_target(model, vector + 4 + 4 * i) for i in range(n)]


def _target(model: bytes, position: int) -> int:
    return int(position + encode.Get(packer.uint32, model, position))


if __name__ == "__main__":
    main(*sys.argv[1:])
