"""Covers for programs: asked for by a title, fetched as a file."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Router, Schema, Status

from medley.core.errors import ConfigError
from medley.covers.cover import MOST_SEEDS, SIZE, read_request
from medley.covers.documents import reading_document
from medley.covers.encode import ENDINGS
from medley.covers.reading import read_title
from medley.covers.scene import Mood, Place, Season, Time, Tint, Weather
from medley.web.api.callers import Caller
from medley.web.api.schemas import Strict
from medley.web.covers.choice import CoverChoice
from medley.web.covers.models import Sketch
from medley.web.covers.painting import file_response
from medley.web.covers.sketches import begin, picked
from medley.web.playlists.asked import clean_title
from medley.web.problem import Problem, naming

router = Router(tags=["covers"])
Ending = Literal["jpg", "png", "webp"]


class SceneIn(Strict):
    """The parts of the scene that are fixed; what is left out is as the title says."""

    place: Place | None = None
    time: Time | None = None
    season: Season | None = None
    weather: Weather | None = None
    mood: Mood | None = None
    energy: Annotated[float, Field(ge=0, le=1)] | None = None
    tint: Tint | None = None


class CoverIn(Strict):
    """What to make a cover from."""

    title: Annotated[str, Field(description="Empty for a picture without text")]
    tags: list[Annotated[str, Field(min_length=1, max_length=80)]] = Field([], max_length=50)
    seed: Annotated[int, Field(ge=0, lt=MOST_SEEDS)] = 0
    layout: Literal["foot", "centre", "side"] | None = Field(
        None, description="By turns with the seed where it is left out"
    )
    with_title: bool = True
    scene: SceneIn = SceneIn()
    person: str | None = Field(None, description="For keys: whom to act for")


class SceneOut(Schema):
    """What the picture shows."""

    place: Place
    time: Time
    season: Season
    weather: Weather
    mood: Mood
    energy: float
    tint: Tint


class EvidenceOut(Schema):
    """What speaks for a part of the scene; ``phrase`` is what was found in the source."""

    part: Literal["place", "time", "season", "weather", "mood", "energy", "tint"]
    value: str | float
    phrase: str
    source: Literal["title", "emoji", "tag", "asked", "chance"]


class PicturesOut(Schema):
    """Addresses of the picture; only whom it was made for can fetch it."""

    jpg: str
    png: str
    webp: str


class CoverOut(Schema):
    """A cover: what was understood, and where its picture is."""

    id: str
    title: str
    language: str
    seed: int
    layout: Literal["foot", "centre", "side"] | None
    with_title: bool
    width: int
    height: int
    scene: SceneOut
    evidence: list[EvidenceOut]
    painter: Literal["painter", "diffusion"]
    pictures: PicturesOut


@router.post("/covers", response={201: CoverOut}, summary="Make a cover for a title")
def make(request: HttpRequest, body: CoverIn) -> Status[dict[str, Any]]:
    """Read a title, and give what was understood and where the picture is.

    The picture is painted when it is first fetched, in half a second or so.
    """
    actor = _caller(request).person(body.person, create=True)
    with naming("title"):
        title = clean_title(body.title) if body.title.strip() else ""
    scene = body.scene.dict(exclude_none=True)
    try:
        read_title(title, overrides=scene)
    except ConfigError as error:
        raise Problem(422, str(error), field="scene") from None
    choice = CoverChoice(body.seed, body.layout, body.with_title, scene)
    sketch = begin(actor, title, choice=choice, tags=tuple(body.tags))
    return Status(201, _document(request, sketch))


@router.get("/covers/{key}", response=CoverOut, summary="A cover")
def one(
    request: HttpRequest, response: HttpResponse, key: str, person: str | None = None
) -> dict[str, Any]:
    """Give what was understood of a cover's title, and where its picture is."""
    response["Cache-Control"] = "private, no-store"
    return _document(request, _own(request, key, person))


@router.get(
    "/covers/{key}/picture.{ending}", summary="The picture of a cover", url_name="picture_of_cover"
)
def picture(
    request: HttpRequest, key: str, ending: Ending, person: str | None = None
) -> HttpResponse:
    """Give a cover as JPEG, PNG or WebP, 1280x720 pixels, 2 MB at most."""
    sketch = _own(request, key, person)
    return file_response(sketch.title, tuple(sketch.tags), picked(sketch), ENDINGS[f".{ending}"])


def _own(request: HttpRequest, key: str, person: str | None) -> Sketch:
    caller = _caller(request)
    actor = caller.person(person)
    found = Sketch.objects.filter(token=key).first()
    # What a key of the site made for nobody, no person owns: only such a key sees it.
    may = found is not None and (
        caller.is_site_program
        if actor is None or found.person_id is None
        else found.person_id == actor.pk
    )
    if found is None or not may:
        raise Problem(404, "there is no such cover; POST /covers makes one")
    return found


def _document(request: HttpRequest, sketch: Sketch) -> dict[str, Any]:
    choice, tags = picked(sketch), tuple(sketch.tags)
    asked = choice.request(sketch.title, tags, SIZE)
    where = {"key": sketch.token}
    return {
        "id": sketch.token,
        "title": sketch.title,
        "seed": choice.seed,
        "layout": choice.layout,
        "with_title": choice.with_title,
        "width": SIZE[0],
        "height": SIZE[1],
        **reading_document(read_request(asked)),
        "painter": "diffusion" if choice.picture else "painter",
        "pictures": {
            ending: request.build_absolute_uri(
                reverse("api:picture_of_cover", kwargs=where | {"ending": ending})
            )
            for ending in ("jpg", "png", "webp")
        },
    }


def _caller(request: HttpRequest) -> Caller:
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller
