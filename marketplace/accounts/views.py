"""Who somebody is: signing up, in and out, and what only they may change about themselves."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.accounts import services
from marketplace.accounts.backends import must_pause
from marketplace.accounts.forms import (
    AskResetForm,
    ChangeEmailForm,
    ChangePasswordForm,
    DetailsForm,
    NewPasswordForm,
    RegisterForm,
    SignInForm,
)
from marketplace.accounts.models import User
from marketplace.accounts.second_factor_views import ask_for_code
from marketplace.accounts.selectors import agreements_of
from marketplace.accounts.tokens import read_email
from marketplace.core.documents import document_versions
from marketplace.core.errors import FloorError
from marketplace.core.forms import FloorForm
from marketplace.core.web.private import private_page
from marketplace.core.web.throttle import client_address, is_over_limit

HOUR = 3600
SIGN_UPS_PER_HOUR = 20
LETTERS_PER_HOUR = 20
LETTERS_PER_MAILBOX = 5
_REMEMBERED_EMAIL = "sign_in_email"


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)  # every caller is behind login_required


def _next_url(request: HttpRequest) -> str:
    """Return where to go afterwards, if it is on this site."""
    asked = str(request.POST.get("next") or request.GET.get("next") or "")
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else ""


def _pause(form: FloorForm) -> None:
    form.add_error(None, _("Bạn thử hơi nhiều lần. Để giữ an toàn, mời bạn thử lại sau 15 phút."))


@sensitive_post_parameters("password")
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign a person in by e-mail. Somebody who is signed in already may change to another account."""
    status = 200
    if request.method == "POST":
        form = SignInForm(request.POST)
        if form.is_valid():
            email = form.cleaned_data["email"]
            if must_pause(request, email):
                _pause(form)
                status = 429
            elif user := authenticate(request, username=email, password=form.cleaned_data["password"]):
                if user.second_factor_since is not None:
                    return ask_for_code(request, user, _next_url(request))
                login(request, user)
                return redirect(_next_url(request) or resolve_url(settings.LOGIN_REDIRECT_URL))
            else:
                form.add_error(
                    None, _("Thư điện tử hoặc mật khẩu chưa đúng. Bạn xem lại, hoặc đặt mật khẩu mới.")
                )
    else:
        form = SignInForm(initial={"email": request.session.get(_REMEMBERED_EMAIL, "")})
    return render(request, "accounts/login.html", {"form": form, "next": _next_url(request)}, status=status)


@sensitive_post_parameters("password")
@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Open an account. The answer is the same for an address that has one."""
    versions = document_versions()
    form = RegisterForm(request.POST if request.method == "POST" else None, versions=versions)
    status = 200
    if form.is_valid():
        if is_over_limit(
            scope="sign-up", identity=client_address(request), limit=SIGN_UPS_PER_HOUR, seconds=HOUR
        ):
            _pause(form)
            status = 429
        else:
            email = form.cleaned_data["email"].lower()
            services.register(
                full_name=form.cleaned_data["full_name"],
                email=email,
                phone=form.cleaned_data["phone"],
                password=form.cleaned_data["password"],
                documents=versions,
            )
            request.session[_REMEMBERED_EMAIL] = email
            words = _(
                "Sàn vừa gửi thư tới %(email)s. Bạn đăng nhập được ngay, và mở thư để xác minh địa chỉ."
            )
            messages.success(request, words % {"email": email})
            return redirect(_with_next(reverse("accounts:login"), _next_url(request)))
    return render(
        request, "accounts/register.html", {"form": form, "next": _next_url(request)}, status=status
    )


def _with_next(path: str, next_url: str) -> str:
    return f"{path}?{urlencode({'next': next_url})}" if next_url else path


@private_page
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, by a post only: a picture on another site must not sign anybody out."""
    if request.method != "POST":
        return redirect(settings.LOGIN_REDIRECT_URL)
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@private_page
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm the address that a letter went to. Only a post confirms: mail programs open links by themselves."""
    proof = read_email(token)
    error = ""
    if request.method == "POST":
        try:
            user = services.confirm_email(user=_person(request), token=token)
        except FloorError as refused:
            error = refused.message
        else:
            messages.success(request, _("Đã xác minh địa chỉ %(email)s.") % {"email": user.email})
            return redirect(settings.LOGIN_REDIRECT_URL)
    elif proof is None:
        error = _("Đường dẫn này đã cũ hoặc bị thiếu. Bạn xin một thư mới nhé.")
    elif proof.user_pk != request.user.pk:
        error = _("Đường dẫn này thuộc một tài khoản khác. Bạn đăng nhập bằng tài khoản đó nhé.")
    return render(request, "accounts/verify.html", {"proof": proof, "error": error})


@private_page
@login_required
@require_POST
def send_verification(request: HttpRequest) -> HttpResponse:
    """Send the verifying letter again."""
    user = _person(request)
    if is_over_limit(scope="letters-to", identity=user.email, limit=LETTERS_PER_MAILBOX, seconds=HOUR):
        messages.warning(
            request, _("Thư đã gửi vài lần rồi. Bạn xem cả mục thư rác, hoặc thử lại sau một giờ.")
        )
    else:
        services.send_verification(user=user)
        messages.success(request, _("Sàn vừa gửi thư tới %(email)s.") % {"email": user.email})
    return redirect("accounts:profile")


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def password_reset(request: HttpRequest) -> HttpResponse:
    """Send the link for a new password. The answer does not tell whether there is an account."""
    is_post = request.method == "POST"
    form = (
        AskResetForm(request.POST) if is_post else AskResetForm(initial={"email": request.GET.get("thu", "")})
    )
    if form.is_valid():
        email = form.cleaned_data["email"].lower()
        if is_over_limit(
            scope="letters-from", identity=client_address(request), limit=LETTERS_PER_HOUR, seconds=HOUR
        ):
            _pause(form)
            return render(request, "accounts/password_reset.html", {"form": form}, status=429)
        is_bothered = is_over_limit(
            scope="letters-to", identity=email, limit=LETTERS_PER_MAILBOX, seconds=HOUR
        )
        if not is_bothered:
            services.request_password_reset(email=email)
        return redirect("accounts:password_reset_sent")
    return render(request, "accounts/password_reset.html", {"form": form})


@private_page
@require_safe
def password_reset_sent(request: HttpRequest) -> HttpResponse:
    """Say what happens next."""
    return render(request, "accounts/password_reset_sent.html")


@method_decorator(private_page, name="dispatch")
class ResetPassword(PasswordResetConfirmView):
    """Takes the new password behind a letter's link; Django moves the token out of the address first."""

    template_name = "accounts/password_reset_confirm.html"
    form_class = NewPasswordForm  # type: ignore[assignment]  # Django's own form has two boxes

    def form_valid(self, form: FloorForm) -> HttpResponse:  # type: ignore[override]  # see above
        user = services.change_password(
            user=cast("User", self.user), password=form.cleaned_data["password"], has_proved_email=True
        )
        del self.request.session["_password_reset_token"]
        self.request.session[_REMEMBERED_EMAIL] = user.email
        messages.success(self.request, _("Đã đặt mật khẩu mới. Mời bạn đăng nhập."))
        return redirect("accounts:login")


@private_page
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change name and number."""
    user = _person(request)
    initial = {"full_name": user.full_name, "phone": user.phone}
    form = DetailsForm(request.POST) if request.method == "POST" else DetailsForm(initial=initial)
    if form.is_valid():
        services.change_details(
            user=user, full_name=form.cleaned_data["full_name"], phone=form.cleaned_data["phone"]
        )
        messages.success(request, _("Đã lưu."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form, "section": "profile"})


@sensitive_post_parameters("current")
@private_page
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_email(request: HttpRequest) -> HttpResponse:
    """Ask a new address to confirm itself."""
    user = _person(request)
    form = ChangeEmailForm(user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        address = form.cleaned_data["email"].lower()
        is_bothered = is_over_limit(
            scope="letters-to", identity=address, limit=LETTERS_PER_MAILBOX, seconds=HOUR
        )
        if not is_bothered:
            services.request_email_change(user=user, address=address)
        words = _(
            "Sàn vừa gửi thư tới %(email)s. Bạn mở thư đó để xác nhận; từ nay tới lúc đó địa chỉ cũ vẫn dùng."
        )
        messages.success(request, words % {"email": address})
        return redirect("accounts:profile")
    return render(request, "accounts/change_email.html", {"form": form, "section": "profile"})


@sensitive_post_parameters("current", "password")
@private_page
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Set a new password and end the other sessions."""
    form = ChangePasswordForm(_person(request), request.POST if request.method == "POST" else None)
    if form.is_valid():
        user = services.change_password(user=_person(request), password=form.cleaned_data["password"])
        update_session_auth_hash(request, user)
        messages.success(request, _("Đã đổi mật khẩu. Các thiết bị khác đã được đăng xuất."))
        return redirect("accounts:profile")
    return render(request, "accounts/change_password.html", {"form": form, "section": "profile"})


@private_page
@login_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Show what the person agreed to, and the ways to take data along or to leave."""
    agreements = agreements_of(user=_person(request))
    context = {
        "consents": [agreement for agreement in agreements if not agreement.is_of_order],
        "order_consents": [agreement for agreement in agreements if agreement.is_of_order],
        "section": "privacy",
    }
    return render(request, "accounts/privacy.html", context)


@private_page
@login_required
@require_POST
def withdraw(request: HttpRequest, consent_pk: int) -> HttpResponse:
    """Take an agreement back."""
    if services.withdraw_consent(user=_person(request), consent_pk=consent_pk):
        messages.success(request, _("Đã rút lại. Sàn không dùng dữ liệu của bạn cho việc này nữa."))
    return redirect("accounts:privacy")
