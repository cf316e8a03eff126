"""Pictures in fitting sizes, and media in the ranges that players ask for."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from medley.web.catalog.media import byte_range
from medley.web.catalog.models import Item


@pytest.fixture
def item(make_items: Callable[..., list[Item]]) -> Item:
    return make_items(1, "film")[0]


def put(name: str, content: bytes) -> str:
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return name


def painting(size: tuple[int, int]) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "teal").save(file, "JPEG")
    return file.getvalue()


class TestPictures:
    @pytest.mark.parametrize(
        ("shape", "size"), [("poster", (320, 480)), ("wide", (320, 180)), ("tall", (320, 568))]
    )
    def test_come_as_webp_in_the_size_of_their_box(
        self, client: Client, item: Item, shape: str, size: tuple[int, int]
    ) -> None:
        Item.objects.update(picture=put("pictures/a.jpg", painting((96, 144))))
        answer = client.get(f"/picture/{item.pk}-{shape}-320.webp")
        assert answer["Content-Type"] == "image/webp"
        assert Image.open(BytesIO(answer.content)).size == size

    def test_are_kept_by_the_browser_and_checked_by_their_tag(
        self, client: Client, item: Item
    ) -> None:
        address = f"/picture/{item.pk}-poster-160.webp"
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert "immutable" in client.get(f"{address}?v=1")["Cache-Control"]

    def test_change_their_tag_with_the_file(self, client: Client, item: Item) -> None:
        address = f"/picture/{item.pk}-poster-160.webp"
        before = client.get(address)["ETag"]
        Item.objects.update(picture=put("pictures/b.jpg", painting((300, 450))))
        assert client.get(address)["ETag"] != before

    @pytest.mark.parametrize("content", [None, b"", b"no picture at all"])
    def test_are_painted_when_there_is_none_or_a_broken_one(
        self, client: Client, item: Item, content: bytes | None
    ) -> None:
        if content is not None:
            Item.objects.update(picture=put("pictures/broken.jpg", content))
        answer = client.get(f"/picture/{item.pk}-poster-160.webp")
        colours = Image.open(BytesIO(answer.content)).convert("RGB").getcolors(maxcolors=1 << 20)
        assert colours is not None
        assert len(colours) > 16

    @pytest.mark.parametrize("name", ["1-poster-161", "1-round-160", "999999-poster-160"])
    def test_do_not_come_in_other_sizes_or_of_nothing(
        self, client: Client, item: Item, name: str
    ) -> None:
        assert client.get(f"/picture/{name}.webp").status_code == 404

    def test_never_leave_the_media_folder(self, client: Client, item: Item, tmp_path: Path) -> None:
        outside = tmp_path / "secret.jpg"
        outside.write_bytes(painting((96, 144)))
        plain = client.get(f"/picture/{item.pk}-poster-160.webp")["ETag"]
        for path in (str(outside), "../../../../../../../../../../" + str(outside)):
            Item.objects.update(picture=path)
            assert client.get(f"/picture/{item.pk}-poster-160.webp")["ETag"] == plain


class TestMedia:
    CONTENT = bytes(range(256)) * 4000

    @pytest.fixture
    def address(self, item: Item) -> str:
        Item.objects.update(media=put("clips/a.mp4", self.CONTENT))
        return f"/media/{item.pk}"

    def read(self, answer: Any) -> bytes:
        return b"".join(answer.streaming_content)

    def test_comes_whole(self, client: Client, address: str) -> None:
        answer = client.get(address)
        assert self.read(answer) == self.CONTENT
        assert answer["Accept-Ranges"] == "bytes"
        assert answer["Content-Type"] == "video/mp4"

    @pytest.mark.parametrize(
        ("asked", "part"),
        [
            ("bytes=0-99", slice(0, 100)),
            ("bytes=1000-", slice(1000, None)),
            ("bytes=-500", slice(-500, None)),
            ("bytes=5-99999999999", slice(5, None)),
        ],
    )
    def test_comes_in_parts(self, client: Client, address: str, asked: str, part: slice) -> None:
        answer = client.get(address, headers={"Range": asked})
        wanted = self.CONTENT[part]
        assert answer.status_code == 206
        assert self.read(answer) == wanted
        start = self.CONTENT[part.start :] and part.start % len(self.CONTENT)
        last = start + len(wanted) - 1
        assert answer["Content-Range"] == f"bytes {start}-{last}/{len(self.CONTENT)}"
        assert answer["Content-Length"] == str(len(wanted))

    @pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
    def test_refuses_a_part_outside(self, client: Client, address: str, asked: str) -> None:
        answer = client.get(address, headers={"Range": asked})
        assert answer.status_code == 416
        assert answer["Content-Range"] == f"bytes */{len(self.CONTENT)}"

    @pytest.mark.parametrize("asked", ["lines=1-2", "bytes=", "bytes=1-2,5-6", "bytes=9-3", "x"])
    def test_comes_whole_when_the_range_makes_no_sense(self, address: str, asked: str) -> None:
        answer = Client().get(address, headers={"Range": asked})
        assert answer.status_code == 200
        assert self.read(answer) == self.CONTENT

    def test_comes_whole_when_the_file_changed_meanwhile(
        self, client: Client, address: str
    ) -> None:
        answer = client.get(address, headers={"Range": "bytes=0-9", "If-Range": '"older"'})
        assert answer.status_code == 200

    def test_of_a_hidden_item_is_not_there(self, client: Client, address: str) -> None:
        Item.objects.update(hidden=True)
        assert client.get(address).status_code == 404

    def test_byte_range_of_an_empty_file_is_outside(self) -> None:
        with pytest.raises(ValueError, match="0 bytes"):
            byte_range("bytes=0-1", 0)


def test_a_song_without_a_picture_gets_a_landscape_in_the_mood_of_its_title(
    client: Any, make_items: Any
) -> None:
    rain, sun = make_items(2, "song")
    type(rain).objects.filter(pk=rain.pk).update(title="비 오는 밤바다")
    type(sun).objects.filter(pk=sun.pk).update(title="Sunny meadow, " + "la " * 90)
    seen = [client.get(f"/picture/{one.pk}-square-160.webp") for one in (rain, sun)]
    assert [answer.status_code for answer in seen] == [200, 200]
    light = []
    for answer in seen:
        with Image.open(BytesIO(answer.content)) as image:
            assert image.size == (160, 160)
            light.append(np.asarray(image.convert("L")).mean())
    assert light[0] < light[1]
