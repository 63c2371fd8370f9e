"""Files that come in and go out: pictures, papers, sheets, and where no address leads to them."""
