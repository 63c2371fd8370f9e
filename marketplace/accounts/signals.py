"""What happens to people, for packages above. Sent inside the transaction that made it so."""

from django.dispatch import Signal

# A person proved that an e-mail is theirs. Carries ``user``.
email_verified = Signal()
# An account is being closed; each package lets go of what the law does not ask to keep. Carries ``user``.
account_closing = Signal()
# A letter about the account has to be written. Carries ``key, kind, recipient, language, context``.
letter_wanted = Signal()
