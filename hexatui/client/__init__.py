"""The conversation, from the side of the person watching.

Import from the modules themselves: this file stays empty so that nothing is paid for before it is needed.
"""
