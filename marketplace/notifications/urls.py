"""The addresses of ``notifications``."""

from django.urls import path

from marketplace.notifications import views

app_name = "notifications"

urlpatterns = [
    path("hop-thu/", views.show_mailbox, name="mailbox"),
    path("hop-thu/<int:message_pk>/", views.show_message, name="message"),
    path("hop-thu/<int:message_pk>/noi-dung/", views.show_letter, name="letter"),
]
