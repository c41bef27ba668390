"""Coming in, the second factor, taking a position, going out."""

from __future__ import annotations

from collections.abc import Callable

from tests.app.accounts.conftest import Desk

Desks = Callable[..., Desk]


def test_sign_in_choose_act_sign_out(desk: Desks) -> None:
    me = desk()
    answer = me.sign_in("O-2")
    assert (answer.status_code, answer.headers["location"]) == (303, "/accounts/positions")
    said = answer.headers["set-cookie"]
    assert said.startswith("__Host-phaen=")
    assert all(part in said for part in ("Secure", "HttpOnly", "Path=/", "SameSite=lax"))
    assert "Domain" not in said
    assert me.take().headers["location"] == "/"
    page = me.get("/").text
    assert "นักวิเคราะห์นโยบายและแผน" in page
    assert "นางสาวคำ เรียนดี" in page
    out = me.post("/accounts/sign-out")
    assert out.headers["location"] == "/accounts/sign-in?why=out"
    assert "นักวิเคราะห์" not in me.get("/").text


def test_all_pages(desk: Desks) -> None:
    me = desk("o-3")
    for path in ("/accounts", "/accounts/new", "/accounts/me", "/accounts/me/password", "/accounts/me/second-factor", "/accounts/channels", "/accounts/channels/new", "/accounts/positions"):
        answer = me.get(path)
        assert answer.status_code == 200, (path, answer.text)
