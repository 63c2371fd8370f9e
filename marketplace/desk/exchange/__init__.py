"""Goods by table: a stall sends a spreadsheet, looks at what it would do, and lets it be done."""
