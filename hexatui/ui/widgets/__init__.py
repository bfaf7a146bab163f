"""The panes of the dashboard, one widget a file. Each shows state by `show(fleet, now)` and tells by messages."""
