from __future__ import annotations

from hypothesis import settings

# A busy machine is no failure: pytest-timeout alone ends what hangs.
settings.register_profile("hexatui", deadline=None)
settings.load_profile("hexatui")
