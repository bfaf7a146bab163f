"""What is known: a pure fold of messages and lifecycle facts. No clock, no sockets, no screen, no pydantic.

Import from the modules themselves; `fleet` holds the whole, the others one subject each.
"""
