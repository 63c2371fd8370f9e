"""How dates are written where no template says so, which is the back office: one module per language.

Both languages write day before month, because a field that an editor fills shows one form to everybody
(``WAGTAIL_DATE_FORMAT``) and must read it back as it was shown. The ISO form stays first among what is
read: it is what ``<input type="date">`` sends and wants to be filled with.
"""
