"""Models for programs: versions, promotion, rollback, pins. Operators only."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from medley.artifacts.manifest import Manifest
from medley.artifacts.pins import pin, unpin
from medley.core.registry import TASKS
from medley.web.api.callers import Caller
from medley.web.api.schemas import Strict
from medley.web.models_admin.shelf import Shelf, shelf, size_of, store
from medley.web.models_admin.version_rows import decision_of, facts_of, interval_of
from medley.web.problem import Problem

router = Router(tags=["models"])
MOST = 100


class EstimateOut(Schema):
    """A figure with its 95% interval."""

    value: float
    low: float
    high: float


class VersionOut(Schema):
    """One saved version of a model.

    ``promoted`` and ``reasons`` are what its training decided; null where it left no word.
    """

    version: str
    model: str
    created: str
    metrics: dict[str, EstimateOut]
    promoted: bool | None
    reasons: list[str]
    snapshot: str
    seed: int
    facts: dict[str, int] = Field(description="How much it was fitted on and asked about")
    medley: str
    bytes: int
    champion: bool
    pinned: bool


class VersionsOut(Schema):
    """A page of versions, the newest first; ``broken`` names those that cannot be read."""

    versions: list[VersionOut]
    broken: dict[str, str]
    cursor: str | None


class TaskModelsOut(Schema):
    """What serves one task."""

    task: str
    champion: str | None
    previous: str | None = Field(description="What a rollback returns to")
    primary_metric: str
    estimate: EstimateOut | None = Field(description="The champion's primary metric")
    versions: int
    broken: int


class ModelsOut(Schema):
    """What serves each task."""

    tasks: list[TaskModelsOut]


class PromoteIn(Strict):
    """Which version is to serve."""

    version: Annotated[str, Field(max_length=120)]
    reason: Annotated[str, Field(max_length=500)] = "asked for by the API"


class ServingOut(Schema):
    """What serves from now on, and what did before."""

    task: str
    version: str
    replaced: str | None


class PinnedOut(Schema):
    """The pinned versions of a task."""

    pinned: list[str]


@router.get("/models", response=ModelsOut, summary="What serves each task")
def models(request: HttpRequest) -> ModelsOut:
    """List all tasks with their champions."""
    require_operator(request)
    return ModelsOut(tasks=[_task_out(shelf(task)) for task in TASKS.values()])


@router.get("/models/{task}/versions", response=VersionsOut, summary="A task's versions")
def versions(
    request: HttpRequest,
    task: str,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 20,
) -> VersionsOut:
    """List a task's versions, the newest first; one that is new does not move the pages."""
    held = _shelf(request, task)
    after = _opened(cursor) if cursor is not None else None
    left = [m for m in reversed(held.versions) if after is None or _place(m) < after]
    page = left[:limit]
    more = _sealed(_place(page[-1])) if len(left) > limit else None
    return VersionsOut(versions=[_out(held, m) for m in page], broken=held.broken, cursor=more)


@router.get("/models/{task}/versions/{version}", response=VersionOut, summary="One version")
def version(request: HttpRequest, task: str, version: str) -> VersionOut:
    """Show one version."""
    held = _shelf(request, task)
    return _out(held, _manifest(held, version))


@router.put("/models/{task}/champion", response=ServingOut, summary="Promote a version")
def promote(request: HttpRequest, task: str, body: PromoteIn) -> ServingOut:
    """Let a version serve, in every process within a second, after checking its files."""
    held = _shelf(request, task)
    _manifest(held, body.version)
    store().promote(task, body.version, body.reason)
    return ServingOut(task=task, version=body.version, replaced=held.champion)


@router.post("/models/{task}/rollback", response=ServingOut, summary="Roll back")
def rollback(request: HttpRequest, task: str) -> ServingOut:
    """Return to the version that served before."""
    held = _shelf(request, task)
    if held.previous is None:
        raise Problem(409, f"no version of {task} served before; promote one by name")
    found = store().rollback(task, "asked for by the API")
    return ServingOut(task=task, version=found, replaced=held.champion)


@router.put("/models/{task}/pins/{version}", response=PinnedOut, summary="Pin a version")
def keep(request: HttpRequest, task: str, version: str) -> PinnedOut:
    """Keep a version from being deleted, and from being replaced while it serves."""
    held = _shelf(request, task)
    _manifest(held, version)
    pin(store(), task, version)
    return _pinned(task)


@router.delete("/models/{task}/pins/{version}", response=PinnedOut, summary="Take a pin out")
def release(request: HttpRequest, task: str, version: str) -> PinnedOut:
    """Let a version be deleted and replaced again."""
    _shelf(request, task)
    unpin(store(), task, version)
    return _pinned(task)


def require_operator(request: HttpRequest) -> Caller:
    """Go on only for who runs the site: a key without an account, or a staff account.

    Raises
    ------
    Problem
        401 for visitors, 403 for other accounts.
    """
    caller: Caller = request.auth  # type: ignore[attr-defined]
    if caller.is_site_program or (caller.user is not None and caller.user.is_staff):
        return caller
    if caller.user is None:
        raise Problem(401, "sign in or send a key: Authorization: Bearer KEY")
    raise Problem(403, "this is for those who run the site; `medley operator NAME` makes one")


def known_task(name: str) -> str:
    """Check the name of a task.

    Raises
    ------
    Problem
        404 where there is none.
    """
    if name not in TASKS:
        raise Problem(404, f"there is no task {name!r}; there are: {', '.join(TASKS)}")
    return name


def _shelf(request: HttpRequest, task: str) -> Shelf:
    require_operator(request)
    return shelf(TASKS[known_task(task)])


def _manifest(held: Shelf, version: str) -> Manifest:
    found = held.named(version)
    if found is not None:
        return found
    if version in held.broken:
        raise Problem(409, f"{version} cannot be read: {held.broken[version]}", field="version")
    raise Problem(404, f"{held.task.name} has no version {version!r}", field="version")


def _out(held: Shelf, manifest: Manifest) -> VersionOut:
    decision = decision_of(manifest)
    return VersionOut(
        version=manifest.version,
        model=manifest.model,
        created=manifest.created,
        metrics={name: out for name in manifest.metrics if (out := _estimate(manifest, name))},
        promoted=decision.get("promote"),
        reasons=[str(reason) for reason in decision.get("reasons", ())],
        snapshot=manifest.snapshot,
        seed=manifest.seed,
        facts=facts_of(manifest),
        medley=manifest.medley,
        bytes=size_of(manifest),
        champion=manifest.version == held.champion,
        pinned=manifest.version in held.pinned,
    )


def _estimate(manifest: Manifest, metric: str) -> EstimateOut | None:
    found = interval_of(manifest, metric)
    if found is None:
        return None
    return EstimateOut(value=found.value, low=found.low, high=found.high)


def _task_out(held: Shelf) -> TaskModelsOut:
    champion = held.named(held.champion) if held.champion else None
    metric = held.task.primary_metric
    return TaskModelsOut(
        task=held.task.name,
        champion=held.champion,
        previous=held.previous,
        primary_metric=metric,
        estimate=_estimate(champion, metric) if champion is not None else None,
        versions=len(held.versions),
        broken=len(held.broken),
    )


def _pinned(task: str) -> PinnedOut:
    return PinnedOut(pinned=sorted(shelf(TASKS[task]).pinned))


def _place(manifest: Manifest) -> tuple[str, str]:
    return manifest.created, manifest.version


def _sealed(place: tuple[str, str]) -> str:
    return base64.urlsafe_b64encode("\n".join(place).encode()).decode().rstrip("=")


def _opened(cursor: str) -> tuple[str, str]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        created, _newline, version = base64.urlsafe_b64decode(padded).decode().partition("\n")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        created = version = ""
    if not version:
        raise Problem(422, "the cursor was not given by this list; begin anew", field="cursor")
    return created, version
