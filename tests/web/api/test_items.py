from __future__ import annotations

from medley.web.catalog.models import Item


def all_pages(call, path, **query):
    keys, cursor = [], None
    while True:
        body = call(path, {**query, **({"cursor": cursor} if cursor else {})}).json()
        keys += [item["id"] for item in body["items"]]
        cursor = body["cursor"]
        if cursor is None:
            return keys


def test_the_catalogue_pages_without_gap_or_double(client, make_items):
    make_items(45, "video", "travel")
    make_items(5, "film", "drama")
    assert len(set(all_pages(client.get, "/api/v1/items", limit=7))) == 50
    assert len(all_pages(client.get, "/api/v1/items", limit=7)) == 50
    assert len(all_pages(client.get, "/api/v1/items", limit=2, kind="film")) == 5
    assert len(all_pages(client.get, "/api/v1/items", limit=9, category="travel")) == 45


def test_what_arrives_while_paging_is_not_in_the_list(client, make_items):
    make_items(10)
    first = client.get("/api/v1/items?limit=6").json()
    make_items(5)
    rest = client.get("/api/v1/items", {"limit": 100, "cursor": first["cursor"]}).json()
    assert len(first["items"]) + len(rest["items"]) == 10
    assert rest["cursor"] is None


def test_an_item_is_made_changed_and_hidden_by_key(program, client, make_items):
    make_items(1, "video", "travel")
    body = {
        "id": 'shop:"quoted" 😀/a',
        "kind": "film",
        "title": "Night Train",
        "title_ko": "밤 기차",
        "categories": ["travel"],
        "creator": {"key": "shop:ann", "name": "Ann"},
        "year": 1999,
    }
    made = program("post", "/items", body)
    assert made.status_code == 201
    assert made.json()["categories"] == ["travel"]
    assert made.json()["external_id"] == '"quoted" 😀/a'
    assert program("post", "/items", body).status_code == 409
    from urllib.parse import quote

    address = f"/items/{quote(body['id'])}"
    changed = program("patch", address, {"title": "Night Train II", "creator": None}).json()
    assert (changed["title"], changed["creator"], changed["year"]) == ("Night Train II", None, 1999)
    assert client.get(f"/api/v1{address}").json()["title"] == "Night Train II"
    assert program("patch", address, {"hidden": True}).status_code == 200
    assert client.get(f"/api/v1{address}").status_code == 404
    assert program("get", address).status_code == 200
    assert body["id"] not in all_pages(client.get, "/api/v1/items")


def test_an_item_made_through_the_api_is_in_the_next_feed(program, client, make_items):
    make_items(3)
    client.get("/api/v1/feed")
    program("post", "/items", {"id": "shop:1", "kind": "video", "title": "Late"})
    assert "shop:1" in [item["id"] for item in client.get("/api/v1/feed").json()["items"]]


def test_changes_need_the_permission(relaxed_client, account, make_items, program_of):
    (item,) = make_items(1)
    body = {"id": "shop:1", "kind": "film", "title": "x"}
    as_visitor = relaxed_client.post("/api/v1/items", body, content_type="application/json")
    assert as_visitor.status_code == 401
    assert program_of(account("ann"))("post", "/items", body).status_code == 403
    assert program_of(account("ann2"))("patch", f"/items/{item.key}", {}).status_code == 403
    admin = account("root", is_superuser=True)
    assert program_of(admin)("post", "/items", body).status_code == 201
    assert Item.objects.count() == 2


def test_a_field_that_cannot_be_is_refused_and_nothing_changes(program, make_items):
    (item,) = make_items(1)
    for body in ({"title": None}, {"categories": ["none"]}, {"yaer": 3}, {"year": -1}):
        response = program("patch", f"/items/{item.key}", body)
        assert response.status_code == 422, body
        assert response.json()["errors"]
    item.refresh_from_db()
    assert item.title == "Item 0"
