"""Sign-in and one's own account."""

from __future__ import annotations

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guanxi.console.addresses import local_path


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The form, and where it leads."""
    given = request.POST if request.method == "POST" else request.GET
    going = local_path(given.get("next", ""))
    failed = False
    if request.method == "POST":
        user = authenticate(request, username=request.POST.get("login", ""), password=request.POST.get("password", ""))
        if user is not None:
            login(request, user)
            return HttpResponseRedirect(going)
        failed = True
    return render(request, "console/accounts/sign_in.html", {"going": going, "failed": failed})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    logout(request)
    return HttpResponseRedirect(reverse("sign_in"))


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """One's own account."""
    return render(request, "console/accounts/account.html", {})
