"""Money, clock, text and web manners that every package shares; imports nothing of ours.

Where to look:

- what is kept, and until when: ``keeping`` (by a process, for seconds), ``kept_pages`` (which pages and parts of
  pages still count), ``standing`` (what rules in rows say), ``steady_cache`` (a cache that may be away);
- a request: ``bodies``, ``middleware``, ``same_origin``, ``throttle``, ``private`` or ``shared`` pages, ``paging``;
- files: ``imaging`` (reads and draws pictures), ``papers``, ``pictures`` (what a page needs of one), ``storage``,
  ``static``, ``spreadsheets``;
- the back office: ``office`` (pages), ``office_menu``, ``office_rows``, ``edit_log``, ``rules`` (dated rows), ``waiting`` (the queue);
- words and numbers: ``text``, ``phrases``, ``phone``, ``numbers``, ``money``, ``charts``, ``documents``, ``forms``;
- work for later: ``queueing``; what goes wrong: ``errors``.
"""
