"""The wire: everything that may be said, as pydantic models. No I/O, no clock, no other part of hexatui.

Import from the modules themselves: this file stays empty so that nothing is paid for before it is needed.
"""
