"""What goes over the wire, as the OpenAPI document tells it."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, SkipValidation

from medley.data.rows import Kind

EventKind = Literal["like", "wish", "finish", "dwell", "play", "view", "skip", "less", "dislike"]
Key = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f:]{1,64}:[^\x00-\x1f\x7f]{1,126}$")]
Limit = Annotated[int, Field(ge=1, le=100)]
Cursor = Annotated[str, Field(max_length=512)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,64}$")]
_LATEST_MS = 253_402_300_799_000


class Strict(Schema):
    """A body in which a misspelt field is refused instead of ignored."""

    model_config = ConfigDict(extra="forbid")


class CreatorOut(Schema):
    """Who made an item."""

    key: str
    name: str


class ItemOut(Schema):
    """An item. ``id`` is its key; ``external_id`` is what follows the first colon."""

    id: str
    external_id: str
    kind: Kind
    title: str
    title_ko: str
    title_en: str
    description: str
    categories: list[str]
    creator: CreatorOut | None
    year: int | None
    duration_s: float | None
    picture: str | None = Field(description="Address of the picture")
    media: str | None = Field(description="Address of the clip or sound")
    published_ms: int | None
    links: dict[str, str]


class ReasonOut(Schema):
    """Why an item is there; ``contribution`` is its part of the score."""

    type: Literal[
        "because-liked", "because-interest", "because-popular", "because-new", "because-wished"
    ]
    item: str | None = Field(None, description="For because-liked: the key of the item liked")
    category: str | None = Field(None, description="For because-interest: the category's slug")
    contribution: float


class FeedItemOut(ItemOut):
    """An item of a feed page, with the person's marks."""

    position: int
    liked: bool
    disliked: bool
    wished: bool
    reason: ReasonOut | None


class FeedOut(Schema):
    """A page of a feed. ``cursor`` opens the next one and is null after the last."""

    person: str | None
    request_id: str
    model_version: str
    fallback: str | None = Field(description="Why this is not the usual answer")
    cursor: str | None
    items: list[FeedItemOut]


class ItemsOut(Schema):
    """A page of the catalogue."""

    items: list[ItemOut]
    cursor: str | None


class ItemFields(Strict):
    """What of an item can be changed; what is left out stays as it is."""

    kind: Kind | None = None
    title: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    title_ko: Annotated[str, Field(max_length=300)] | None = None
    title_en: Annotated[str, Field(max_length=300)] | None = None
    description: Annotated[str, Field(max_length=20_000)] | None = None
    categories: list[Slug] | None = Field(None, max_length=50, description="Slugs that exist")
    creator: CreatorOut | None = None
    year: Annotated[int, Field(ge=0, le=9999)] | None = None
    duration_s: Annotated[float, Field(ge=0, le=1e7, allow_inf_nan=False)] | None = None
    published_ms: Annotated[int, Field(ge=0, le=_LATEST_MS)] | None = None
    links: dict[str, str] | None = Field(None, max_length=50)
    hidden: bool | None = Field(None, description="Hidden items are shown nowhere")


class ItemIn(ItemFields):
    """A new item."""

    id: Key
    kind: Kind
    title: Annotated[str, Field(min_length=1, max_length=300)]


class EventIn(Strict):
    """Something a person did. ``key`` makes sending it again harmless."""

    item: Annotated[str, Field(max_length=191, description="Key of the item")]
    kind: EventKind
    undo: bool = False
    value: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)] | None = Field(
        None, description="For a dwell: the seconds that the person stayed with the item"
    )
    key: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    at_ms: Annotated[int, Field(ge=0, le=_LATEST_MS)] | None = Field(
        None, description="Milliseconds since 1970 (UTC); this moment when left out"
    )
    person: str | None = Field(None, description="For keys: whom to act for")


class EventOut(Schema):
    """``recorded`` is false when the key was known: nothing changed."""

    recorded: bool
    person: str


class BulkIn(Strict):
    """Up to 1,000 events, each judged by itself."""

    # Each row is judged by itself, so that one bad row does not refuse the rest.
    events: list[SkipValidation[EventIn]] = Field(min_length=1, max_length=1000)


class RowOut(Schema):
    """What became of one row."""

    index: int
    status: Literal["recorded", "known", "refused"]
    field: str | None = None
    detail: str | None = None


class BulkOut(Schema):
    """What became of a bulk: the recorded rows were written all together."""

    recorded: int
    known: int
    refused: int
    rows: list[RowOut]


class KnownItemOut(Schema):
    """An item that counts; ``weight`` lies in [-1, 1]."""

    id: str
    title: str
    weight: float
    at_ms: int | None


class ShareOut(Schema):
    """A category's share of a person's taste."""

    category: str
    share: float


class KnownOut(Schema):
    """What is known of a person and used; see ``/me/export`` for every row."""

    person: str
    declared: list[str]
    taste: list[ShareOut] = Field(description="Every category with its share, largest first")
    strongest: list[KnownItemOut]
    wishes: list[KnownItemOut]
    less: list[KnownItemOut]
    disliked: list[str]
    blocked_creators: list[str]
    blocked_categories: list[str]
    events: dict[str, int]
    pages_shown: int
    model_version: str
    experiment: str
    arm: str
    reset_ms: int | None
    reset_undo_until_ms: int | None


class BlockIn(Strict):
    """What not to show: exactly one of the two."""

    creator: Annotated[str, Field(max_length=191)] | None = Field(None, description="A key")
    category: Slug | None = None
    person: str | None = Field(None, description="For keys: whom to act for")


class InterestsIn(Strict):
    """All categories that the person declares, in place of the earlier ones."""

    categories: list[Slug] = Field(max_length=200)
    person: str | None = Field(None, description="For keys: whom to act for")


class ChangedOut(Schema):
    """``changed`` is false when it was so already."""

    changed: bool


class ResetOut(Schema):
    """What came before does not count; it can be taken back until then."""

    undo_until_ms: int


class SimilarOut(Schema):
    """The items most like one."""

    item: str
    request_id: str
    model_version: str
    fallback: str | None
    items: list[ItemOut]


class HealthOut(Schema):
    """Whether the site can answer."""

    status: Literal["ok", "ready"]
    version: str


class ErrorOut(Schema):
    """One field at fault."""

    field: str
    detail: str


class ProblemOut(Schema):
    """An error: a problem document after RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ErrorOut] | None = None
    request_id: str | None = Field(None, description="As in the header X-Request-ID.")
