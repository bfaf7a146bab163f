from __future__ import annotations

from hypothesis import settings

# A busy machine is no failure: pytest-timeout alone ends what hangs.
# The same examples each time, so that a red run is about the change; the long profile looks for new ones.
settings.register_profile("hexatui", deadline=None, derandomize=True)
# For a night: pytest --hypothesis-profile=long tests/client/test_conversation.py
settings.register_profile("long", deadline=None, derandomize=False, max_examples=20_000, stateful_step_count=200)
settings.load_profile("hexatui")
