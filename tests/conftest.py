from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

# A busy machine is no failure: pytest-timeout alone ends what hangs.
# The same examples each time, so that a red run is about the change; the long profile looks for new ones.
settings.register_profile("hexatui", deadline=None, derandomize=True)
# Again and again, each time with another --hypothesis-seed, since memory grows with the examples:
# pytest --hypothesis-profile=long --timeout=0 tests/client/test_conversation.py
settings.register_profile("long", deadline=None, derandomize=False, max_examples=2_000, stateful_step_count=200)
settings.load_profile("hexatui")

# A shell that starts the tests in the background has them ignore it, and so all programs that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a program under test keeps across runs, and its settings, are kept apart from the person's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        yield
