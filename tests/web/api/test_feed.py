from __future__ import annotations

import json

from django.db import connection
from django.test.utils import CaptureQueriesContext

from medley.web.api.schemas import FeedOut
from medley.web.api.site import api
from medley.web.feed.models import Event, Exposure
from medley.web.feed.recording import record
from medley.web.people.models import Person, User


def test_the_feed_is_what_its_schema_says(client, make_items):
    make_items(12, "film", "drama")
    body = client.get("/api/v1/feed?limit=5").json()
    page = FeedOut.model_validate(body)
    assert set(body) == set(FeedOut.model_fields)
    assert set(body["items"][0]) == set(page.items[0].model_dump())
    assert body["items"][0]["categories"] == ["drama"]
    assert body["items"][0]["picture"].startswith("/picture/")
    assert body["person"] is None
    assert "most popular" in body["fallback"]


def test_names_that_need_escaping_arrive_whole(client, make_items):
    (item,) = make_items(1)
    item.title, item.title_ko = 'a "b" \\ </script> 😀', "밤\n기차"
    item.save()
    from medley.web.catalog.models import CatalogueRevision

    CatalogueRevision.bump()
    (found,) = client.get("/api/v1/feed").json()["items"]
    assert (found["title"], found["title_ko"]) == (item.title, item.title_ko)


def test_a_program_scrolls_for_its_own_person(program, make_items):
    make_items(40)
    for n in (0, 1, 2):
        body = {"item": f"test:{n}", "kind": "like", "person": "42"}
        assert program("post", "/events", body).status_code == 201
    page = program("get", "/feed?limit=10&person=42").json()
    assert page["person"] == "api:42"
    found = [item["id"] for item in page["items"]]
    while page["cursor"]:
        page = program("get", f"/feed?limit=10&person=42&cursor={page['cursor']}").json()
        found += [item["id"] for item in page["items"]]
    assert sorted(found) == sorted(f"test:{n}" for n in range(3, 40))


def test_asking_for_an_unknown_persons_feed_makes_nobody(program, make_items):
    make_items(3)
    assert program("get", "/feed?person=nobody").json()["person"] is None
    assert Person.objects.count() == 0


def test_marks_come_with_the_items(program, make_items, person):
    a, b = make_items(2)
    record(person, a, "wish")
    record(person, b, "dislike")
    (found,) = program("get", f"/feed?person={person.key}").json()["items"]
    assert (found["id"], found["wished"], found["liked"]) == (a.key, True, False)


def test_reading_changes_nothing_but_exposures(relaxed_client, make_items, account):
    make_items(9)
    ann = account("ann")
    relaxed_client.force_login(ann)
    relaxed_client.get("/api/v1/feed")
    relaxed_client.get("/api/v1/similar?item=test:1")
    relaxed_client.get("/api/v1/items")
    assert Event.objects.count() == 0
    assert Person.objects.get(pk=ann.person.pk).revision == 0
    assert Exposure.objects.count() == 2


def test_a_signed_in_page_takes_the_same_few_queries_whatever_its_length(
    relaxed_client, make_items, account
):
    make_items(150, "film", "drama")
    relaxed_client.force_login(account("ann"))
    relaxed_client.get("/api/v1/feed?limit=100")
    counts = []
    for limit in (5, 30, 100):
        with CaptureQueriesContext(connection) as queries:
            body = relaxed_client.get(f"/api/v1/feed?limit={limit}").json()
        assert len(body["items"]) == limit
        counts.append(len(queries))
    assert counts == [3, 3, 3], "session, account with person, exposure"


def test_similar_items_leave_the_item_itself_out(client, make_items):
    make_items(6, "film", "drama")
    body = client.get("/api/v1/similar?item=test:2&limit=4").json()
    assert body["item"] == "test:2"
    assert len(body["items"]) == 4
    assert "test:2" not in [item["id"] for item in body["items"]]
    assert client.get("/api/v1/similar?item=no:such").status_code == 404


def test_everything_kept_is_exported_and_deleted_on_demand(relaxed_client, make_items, account):
    a, b = make_items(2)
    ann = account("ann", email="ann@example.org")
    record(ann.person, a, "like", key="k")
    record(ann.person, b, "wish", at_ms=5)
    other = account("bob")
    record(other.person, a, "like")
    relaxed_client.force_login(ann)
    relaxed_client.get("/api/v1/feed")
    response = relaxed_client.get("/api/v1/me/export")
    assert "attachment" in response.headers["Content-Disposition"]
    body = json.loads(response.getvalue())
    assert body["account"]["email"] == "ann@example.org"
    assert [event["item__key"] for event in body["events"]] == [b.key, a.key]
    assert body["wishes"] == [{"item__key": b.key, "at_ms": 5, "nudged_ms": 0}]
    assert len(body["exposures"]) == 1

    assert relaxed_client.delete("/api/v1/me").status_code == 422
    assert relaxed_client.delete("/api/v1/me?confirm=delete").status_code == 204
    assert list(User.objects.values_list("username", flat=True)) == ["bob"]
    assert list(Event.objects.values_list("person_id", flat=True)) == [other.person.pk]
    assert not Exposure.objects.exists()
    assert relaxed_client.get("/api/v1/me/export").status_code == 404


def test_a_program_exports_only_whom_it_names(program, make_items, person):
    assert program("get", "/me/export").status_code == 422
    assert program("get", "/me/export?person=nobody").status_code == 404
    held = program("get", f"/me/export?person={person.key}")
    assert json.loads(held.getvalue())["person"] == person.key


def test_a_switched_off_account_takes_its_keys_along(program_of, account):
    ann = account("ann")
    call = program_of(ann)
    assert call("get", "/feed").status_code == 200
    User.objects.filter(pk=ann.pk).update(is_active=False)
    assert call("get", "/feed").status_code == 401


def test_keys_are_kept_as_hashes(program):
    from medley.web.api.models import ApiKey

    text = program._headers["Authorization"].removeprefix("Bearer ")
    row = ApiKey.objects.get()
    assert text not in (row.hash, row.prefix)
    assert len(row.hash) == 64


def test_health_answers(client):
    assert client.get("/api/v1/health").json()["status"] == "ok"
    response = client.get("/health")
    assert (response.status_code, response.content) == (200, b"")


OPERATIONS = {
    "/coach": {"post"},
    "/coach/{token}": {"get", "delete"},
    "/coach/{token}/said": {"post", "delete"},
    "/covers": {"post"},
    "/covers/{key}": {"get"},
    "/covers/{key}/picture.{ending}": {"get"},
    "/events": {"post"},
    "/events/bulk": {"post"},
    "/feed": {"get"},
    "/health": {"get"},
    "/interests": {"get"},
    "/items": {"get", "post"},
    "/items/{key}": {"get", "patch"},
    "/labels": {"post"},
    "/labels/films": {"post"},
    "/labels/films/queue": {"get"},
    "/labels/films/{key}": {"get", "put"},
    "/labels/queue": {"get"},
    "/labels/{key}": {"get", "put"},
    "/me": {"delete"},
    "/me/blocks": {"post", "delete"},
    "/me/export": {"get"},
    "/erasures/{reference}": {"get"},
    "/me/for-later": {"get"},
    "/me/interests": {"put"},
    "/me/known": {"get"},
    "/me/reset": {"post", "delete"},
    "/ready": {"get"},
    "/playlists": {"get", "post"},
    "/playlists/compose": {"post"},
    "/playlists/similar": {"get"},
    "/playlists/{key}": {"get", "patch", "delete"},
    "/playlists/{key}/export.{kind}": {"get"},
    "/playlists/{key}/own": {"post"},
    "/similar": {"get"},
    "/why": {"get"},
    "/jobs": {"get"},
    "/jobs/{pk}": {"get"},
    "/jobs/{pk}/cancel": {"post"},
    "/jobs/{pk}/retry": {"post"},
    "/models": {"get"},
    "/models/{task}/champion": {"put"},
    "/models/{task}/pins/{version}": {"put", "delete"},
    "/models/{task}/rollback": {"post"},
    "/models/{task}/train": {"post"},
    "/models/{task}/versions": {"get"},
    "/models/{task}/versions/{version}": {"get"},
}


def test_the_description_covers_every_operation_and_its_errors(client):
    schema = client.get("/api/v1/openapi.json").json()
    described = {
        path.removeprefix("/api/v1"): set(methods) for path, methods in schema["paths"].items()
    }
    assert described == OPERATIONS
    operations = [op for methods in schema["paths"].values() for op in methods.values()]
    for operation in operations:
        name = operation["operationId"]
        failed = operation["responses"]["default"]["content"]["application/problem+json"]
        assert failed["schema"]["$ref"].rpartition("/")[2] in schema["components"]["schemas"], name
        assert any(status.startswith("2") for status in operation["responses"]), name
        assert operation["summary"], name
        assert operation["description"], name
        assert operation["tags"], name
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    assert schema["components"]["securitySchemes"]
    assert schema == json.loads(json.dumps(api.get_openapi_schema()))


def test_the_docs_page_needs_no_other_site(client):
    import re

    page = client.get("/api/v1/docs")
    text = page.content.decode()
    addresses = re.findall(r'(?:src|href)="([^"]+)"', text)
    assert addresses
    assert all(address.startswith("/static/") for address in addresses)
    for address in addresses:
        assert client.get(address).status_code == 200, address
