"""Messages to people: a row first, then a task that sends it. A dead mail server delays, never loses."""
