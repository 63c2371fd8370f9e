"""Makes the suite's own rules (which test needs which server) known wherever pytest is started."""

pytest_plugins = ["tests.servers"]
