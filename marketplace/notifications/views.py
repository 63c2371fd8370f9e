"""The demo's mailbox: what was sent, for everyone to see. A real installation has none."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template import TemplateDoesNotExist
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from marketplace.core.text import clean_text
from marketplace.core.web.private import private_page
from marketplace.notifications.models import Message
from marketplace.notifications.rendering import Words, render_message
from marketplace.notifications.selectors import mailbox, recipients

PAGE_SIZE = 30
# A letter may colour itself, and nothing else: no script, no picture from elsewhere, no form.
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise Http404


@private_page
@require_safe
def show_mailbox(request: HttpRequest) -> HttpResponse:
    """List the letters, the newest first, of one recipient or of all."""
    _only_in_demo()
    recipient = clean_text(str(request.GET.get("nguoi-nhan", "")))[:254]
    pages = Paginator(mailbox(recipient=recipient), PAGE_SIZE)
    page = pages.get_page(request.GET.get("trang"))

    def url(number: int) -> str:
        page_of = {"trang": str(number)}
        return "?" + urlencode({"nguoi-nhan": recipient, **page_of} if recipient else page_of)

    shown = {
        "pages": pages.num_pages,
        "previous_url": url(page.number - 1) if page.has_previous() else None,
        "next_url": url(page.number + 1) if page.has_next() else None,
        "page_urls": [
            (number, url(number) if isinstance(number, int) else None, number == page.number)
            for number in pages.get_elided_page_range(page.number)
        ],
    }
    mail = [(message, message.subject or _words(message).subject) for message in page.object_list]
    context = {"mail": mail, "page": shown, "recipients": recipients(), "recipient": recipient}
    return render(request, "notifications/mailbox.html", context)


@private_page
@require_safe
def show_message(request: HttpRequest, message_pk: int) -> HttpResponse:
    """Show one letter, as it was sent or as it will be."""
    _only_in_demo()
    message = get_object_or_404(Message, pk=message_pk)
    return render(request, "notifications/message.html", {"mail": message, "words": _words(message)})


@private_page
@require_safe
def show_letter(request: HttpRequest, message_pk: int) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer the letter's own HTML, for the frame; its links lead out of the frame."""
    _only_in_demo()
    html = _words(get_object_or_404(Message, pk=message_pk)).html
    response = HttpResponse(html.replace("<head>", '<head><base target="_top">', 1))
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    return response


def _words(message: Message) -> Words:
    if message.body_text or message.body_html:
        return Words(subject=message.subject, text=message.body_text, html=message.body_html)
    try:
        return render_message(message)
    except TemplateDoesNotExist:  # a kind that a newer version knows
        return Words(subject=message.kind, text="", html="")
