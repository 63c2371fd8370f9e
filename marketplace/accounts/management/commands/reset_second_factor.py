"""``manage.py reset_second_factor EMAIL``: for somebody who lost the app and every recovery code."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.accounts.second_factor import remove_second_factor
from marketplace.accounts.selectors import find_user


class Command(BaseCommand):
    help = "Take the second factor of a person away; the next sign-in to the back office sets up a new one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *_: Any, email: str, **__: Any) -> None:
        user = find_user(email=email)
        if user is None:
            raise CommandError(f"Nobody has the address {email}.")
        remove_second_factor(user=user)
        self.stdout.write(f"{email} has no second factor any more, and was told by mail.")
