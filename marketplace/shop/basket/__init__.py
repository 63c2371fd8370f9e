"""The fork of Oscar's ``basket``: one basket for many stalls."""
