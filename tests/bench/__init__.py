"""Speed and quality tables, printed side by side; nothing here is asserted in `make test`."""
