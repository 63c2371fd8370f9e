"""Setting up the second factor, giving its code, and what the demo says aloud.

Between password and code nobody is signed in: the session holds who gave the password, for ten minutes.
"""

import time
from typing import Final, cast

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.accounts import second_factor as factor
from marketplace.accounts.forms import CodeForm
from marketplace.accounts.models import SecondFactor, User
from marketplace.core.web.private import private_page

_PENDING: Final = "second_factor_pending"
_PENDING_SECONDS: Final = 600
_BACKEND: Final = "marketplace.accounts.backends.EmailBackend"
_STEP_SECONDS: Final = 30


def ask_for_code(request: HttpRequest, user: User, next_url: str) -> HttpResponse:
    """Lead somebody who gave the right password to the second step; nobody is signed in yet."""
    request.session[_PENDING] = {"user": user.pk, "at": int(time.time())}
    return redirect(_with_next("accounts:code", next_url))


@sensitive_post_parameters("code")
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the code of somebody who gave a password, or who is signed in and comes to the office's door."""
    user = _who(request)
    next_url = _next_url(request)
    if user is None:
        return redirect(_with_next("accounts:login", next_url))
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        if factor.must_pause(user):
            form.add_error("code", _pause_words())
            status = 429
        elif factor.check_code(user=user, code=form.cleaned_data["code"]):
            return _let_in(request, user, next_url)
        else:
            factor.count_wrong_code(user)
            form.add_error("code", _wrong_words())
            status = 422
    return render(request, "accounts/code.html", {"form": form, "next": next_url}, status=status)


@sensitive_post_parameters("code")
@private_page
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Set the second factor up, or show that it is on."""
    user = cast("User", request.user)
    next_url = _next_url(request)
    if user.second_factor_since is not None:
        context = {"left": factor.codes_left(user), "form": CodeForm(), "next": next_url}
        return render(request, "accounts/second_factor.html", context | _needed(user))
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        if factor.must_pause(user):
            form.add_error("code", _pause_words())
            status = 429
        elif codes := factor.confirm_enrolment(user=user, code=form.cleaned_data["code"]):
            factor.forget_wrong_codes(user)
            factor.mark_passed(request, user)
            return _codes(request, codes, next_url)
        else:
            factor.count_wrong_code(user)
            form.add_error("code", _wrong_words())
            status = 422
    enrolment = factor.begin_enrolment(user=user)
    context = {
        "form": form,
        "next": next_url,
        "secret": " ".join(enrolment.secret[at : at + 4] for at in range(0, len(enrolment.secret), 4)),
        "qr": _drawn(factor.app_address(enrolment)),
    }
    return render(request, "accounts/second_factor.html", context | _needed(user), status=status)


@sensitive_post_parameters("code")
@private_page
@login_required
@require_POST
def renew_codes(request: HttpRequest) -> HttpResponse:
    """Give new recovery codes to whoever gives a code."""
    user = cast("User", request.user)
    refused = _refused(request, user)
    return refused or _codes(request, factor.renew_codes(user=user), "")


@sensitive_post_parameters("code")
@private_page
@login_required
@require_POST
def turn_off(request: HttpRequest) -> HttpResponse:
    """Turn the second factor off, where no office asks for it."""
    user = cast("User", request.user)
    if factor.must_have_second_factor(user):
        messages.error(request, _("Tài khoản vào trang quản trị luôn cần xác thực hai bước."))
        return redirect("accounts:second_factor")
    refused = _refused(request, user)
    if refused is not None:
        return refused
    factor.remove_second_factor(user=user)
    messages.success(request, _("Đã tắt xác thực hai bước."))
    return redirect("accounts:profile")


@private_page
@require_safe
def demo_codes(request: HttpRequest) -> HttpResponse:
    """Say the codes of the demo's accounts aloud. A real installation has no such page."""
    if not settings.DEMO:
        raise Http404
    rows = [
        {"user": one.user, "code": factor.code_now(one.secret), "last": one.last_step}
        for one in SecondFactor.objects.filter(confirmed_at__isnull=False).select_related("user")
    ]
    left = _STEP_SECONDS - int(time.time()) % _STEP_SECONDS
    return render(request, "accounts/demo_codes.html", {"rows": rows, "left": left})


def _who(request: HttpRequest) -> User | None:
    pending = request.session.get(_PENDING)
    if pending and time.time() - pending["at"] < _PENDING_SECONDS:
        return User.objects.filter(
            pk=pending["user"], is_active=True, second_factor_since__isnull=False
        ).first()
    user = request.user
    return user if isinstance(user, User) and user.second_factor_since is not None else None


def _let_in(request: HttpRequest, user: User, next_url: str) -> HttpResponse:
    factor.forget_wrong_codes(user)
    if request.session.pop(_PENDING, None) is not None:
        login(request, user, backend=_BACKEND)
    else:
        request.session.cycle_key()
    factor.mark_passed(request, user)
    return redirect(next_url or resolve_url(settings.LOGIN_REDIRECT_URL))


def _refused(request: HttpRequest, user: User) -> HttpResponse | None:
    """Return the page that asks for a right code, or nothing when there was one."""
    form = CodeForm(request.POST)
    if form.is_valid():
        if factor.must_pause(user):
            form.add_error("code", _pause_words())
        elif factor.check_code(user=user, code=form.cleaned_data["code"]):
            factor.forget_wrong_codes(user)
            return None
        else:
            factor.count_wrong_code(user)
            form.add_error("code", _wrong_words())
    context = {"left": factor.codes_left(user), "form": form, "next": ""}
    return render(request, "accounts/second_factor.html", context | _needed(user), status=422)


def _codes(request: HttpRequest, codes: list[str], next_url: str) -> HttpResponse:
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "next": next_url})


def _needed(user: User) -> dict[str, object]:
    return {"is_needed": factor.must_have_second_factor(user), "section": "profile"}


def _drawn(address: str) -> str:
    code = segno.make(address, error="m", micro=False)
    # The words come from us and from an address that was checked as one; segno escapes nothing but draws squares.
    return mark_safe(code.svg_inline(scale=4, border=2, omitsize=True, svgclass=None, lineclass=None))  # noqa: S308 - see above


def _wrong_words() -> str:
    return _("Mã này chưa đúng hoặc đã dùng. Bạn chờ mã mới hiện trên ứng dụng rồi gõ lại.")


def _pause_words() -> str:
    return _("Bạn thử hơi nhiều lần. Để giữ an toàn, mời bạn thử lại sau 15 phút.")


def _next_url(request: HttpRequest) -> str:
    asked = str(request.POST.get("next") or request.GET.get("next") or "")
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else ""


def _with_next(name: str, next_url: str) -> str:
    return f"{reverse(name)}?{urlencode({'next': next_url})}" if next_url else reverse(name)
