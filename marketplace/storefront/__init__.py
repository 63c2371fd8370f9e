"""The shopper's pages that join several packages."""
