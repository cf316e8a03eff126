"""Covers for programs: asked for by a title, fetched as a file by whom they are for."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from PIL import Image

from medley.web.covers.models import Sketch
from medley.web.people.models import User

RAIN = {"title": "비 오는 새벽 드라이브", "seed": 7}


def path_of(address: str) -> str:
    return urlsplit(address).path.removeprefix("/api/v1")


def test_a_title_becomes_a_scene_with_evidence_and_pictures(program: Any) -> None:
    answer = program("post", "/covers", RAIN)
    body = answer.json()
    assert answer.status_code == 201
    assert (body["scene"]["weather"], body["scene"]["time"]) == ("rain", "dawn")
    assert {"part": "weather", "value": "rain", "phrase": "비 오는", "source": "title"} in body[
        "evidence"
    ]
    assert (body["width"], body["height"], body["seed"], body["language"]) == (1280, 720, 7, "ko")
    assert body["painter"] == "painter"
    assert program("get", f"/covers/{body['id']}").json() == body


@pytest.mark.parametrize(("ending", "kind"), [("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP")])
def test_the_picture_is_a_file_for_a_channel(program: Any, ending: str, kind: str) -> None:
    body = program("post", "/covers", RAIN).json()
    answer = program("get", path_of(body["pictures"][ending]))
    assert answer.status_code == 200
    assert len(answer.content) <= 2_000_000
    with Image.open(BytesIO(answer.content)) as image:
        assert (image.format, image.size) == (kind, (1280, 720))


def test_what_is_asked_for_goes_before_the_title(program: Any) -> None:
    scene = {"place": "sea", "mood": "epic", "energy": 0.9}
    asked = RAIN | {"scene": scene, "layout": "side", "with_title": False, "tags": ["jazz"]}
    body = program("post", "/covers", asked).json()
    assert {name: body["scene"][name] for name in scene} == scene
    assert (body["layout"], body["with_title"]) == ("side", False)


def test_equal_calls_give_equal_pictures(program: Any) -> None:
    bodies = [program("post", "/covers", RAIN).json() for _ in range(2)]
    files = [program("get", path_of(body["pictures"]["webp"])).content for body in bodies]
    assert files[0] == files[1]
    assert bodies[0]["id"] != bodies[1]["id"]


def test_an_empty_title_is_a_picture_without_text(program: Any) -> None:
    assert program("post", "/covers", {"title": ""}).status_code == 201


def test_nobody_fetches_the_picture_of_another(
    program_of: Callable[..., Any], account: Callable[..., User]
) -> None:
    ann, ben = program_of(account("ann")), program_of(account("ben"))
    body = ann("post", "/covers", RAIN).json()
    for path in (f"/covers/{body['id']}", path_of(body["pictures"]["jpg"])):
        assert ann("get", path).status_code == 200
        assert ben("get", path).status_code == 404
        assert Client().get(f"/api/v1{path}").status_code == 404


def test_visitors_fetch_what_they_made(relaxed_client: Client) -> None:
    made = relaxed_client.post("/api/v1/covers", RAIN, content_type="application/json").json()
    assert relaxed_client.get(urlsplit(made["pictures"]["jpg"]).path).status_code == 200
    assert Client().get(urlsplit(made["pictures"]["jpg"]).path).status_code == 404


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"title": "x" * 201}, "title", "201 characters"),
        ({"title": None}, "title", "valid string"),
        ({"seed": -1}, "seed", "greater than or equal to 0"),
        ({"seed": 2**31}, "seed", "less than 2147483648"),
        ({"layout": "top"}, "layout", "'foot', 'centre' or 'side'"),
        ({"scene": {"place": "mars"}}, "scene.place", "'beach'"),
        ({"scene": {"energy": 2}}, "scene.energy", "less than or equal to 1"),
        ({"scene": {"colour": "red"}}, "scene.colour", "Extra inputs"),
        ({"scene": {"weather": "aurora", "time": "day"}}, "scene", "night"),
        ({"tags": ["x"] * 51}, "tags", "50 items"),
    ],
)
def test_faults_name_the_field_and_the_mend(
    program: Any, change: dict[str, Any], field: str, words: str
) -> None:
    answer = program("post", "/covers", RAIN | change)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert words in answer.json()["detail"]
    assert answer.json()["errors"][0]["field"] == field
    assert not Sketch.objects.exists()


def test_unknown_covers_and_endings_are_problems(program: Any) -> None:
    assert program("get", "/covers/nothing").status_code == 404
    body = program("post", "/covers", RAIN).json()
    assert program("get", f"/covers/{body['id']}/picture.gif").status_code == 422


def test_the_api_is_described(program: Any) -> None:
    paths = program("get", "/openapi.json").json()["paths"]
    assert set(paths["/api/v1/covers"]) == {"post"}
    assert set(paths["/api/v1/covers/{key}/picture.{ending}"]) == {"get"}
