"""Pages of accounts and interests."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from medley.web.catalog.models import Category
from medley.web.feed.marks import marks_of
from medley.web.feed.recording import declare_interests
from medley.web.people.forms import NewPasswordForm, SignInForm, SignUpForm
from medley.web.people.identity import adopt_visitor, person_of
from medley.web.people.models import User
from medley.web.refusal import only_post

BACKEND = "medley.web.people.identity.AccountBackend"


@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Make an account that begins with what the visitor did so far."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(reverse("feed:home"))
    form = SignUpForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        login(request, user, backend=BACKEND)
        adopt_visitor(request, user)
        messages.success(request, _("Welcome! Pick what you like, or go straight to your feed."))
        return HttpResponseRedirect(reverse("people:interests"))
    status = 422 if form.errors else 200
    return render(request, "people/sign_up.html", {"form": form}, status=status)


class SignIn(LoginView):
    """Sign in; what the visitor did so far joins the account."""

    template_name = "people/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: SignInForm) -> HttpResponse:  # type: ignore[override]
        """Sign in and join the histories."""
        response = super().form_valid(form)
        user = form.get_user()
        assert isinstance(user, User)
        adopt_visitor(self.request, user)
        return response


@only_post
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    messages.success(request, _("You are signed out."))
    return HttpResponseRedirect(reverse("feed:home"))


@method_decorator(login_required, name="dispatch")
class ChangePassword(PasswordChangeView):
    """Change the password and stay signed in."""

    template_name = "people/password.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("people:account")

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:  # type: ignore[override]
        """Save and say so."""
        messages.success(self.request, _("Your password is changed."))
        return super().form_valid(form)


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show the account, language and theme; visitors find the last two here as well."""
    return render(request, "people/account.html")


@require_http_methods(["GET", "HEAD", "POST"])
def interests(request: HttpRequest) -> HttpResponse:
    """Show the categories as chips; take the picked ones."""
    if request.method == "POST":
        return _save_interests(request)
    chosen = set(marks_of(person_of(request)).interests)
    families = [
        (family, [(one, one.slug in chosen) for one in members])
        for family, members in groupby(_offered(), key=lambda one: one.family)
    ]
    context = {"families": families, "n_chosen": len(chosen)}
    return render(request, "people/interests.html", context)


def _offered() -> list[Category]:
    used = Category.objects.filter(Q(family="club") | Q(items__hidden=False))
    return list(used.distinct().order_by("family", "position", "slug"))


def _save_interests(request: HttpRequest) -> HttpResponse:
    person = person_of(request, create=True)
    assert person is not None
    picked = request.POST.getlist("category")
    declare_interests(person, Category.objects.filter(slug__in=picked))
    if request.headers.get("HX-Request") == "true":
        n_chosen = len(marks_of(person).interests)
        return render(request, "people/_interests_saved.html", {"n_chosen": n_chosen})
    messages.success(request, _("Your interests are saved."))
    return HttpResponseRedirect(way_back(request, reverse("feed:home")))


def way_back(request: HttpRequest, default: str) -> str:
    """Where a form said to go next, if that is on this site."""
    wanted = request.POST.get("next", "")
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure())
    return wanted if safe else default
