from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hexatui.client.tokens import TokenError
from hexatui.config_file import BUILT_IN_URLS, config_path
from hexatui.prepared import Given, Prepared, SettingsError, StreamRequest
from hexatui.profiles import Profile
from hexatui.protocol.lifecycle import Place
from hexatui.protocol.names import DOCUMENTED_EVENTS, LogSource, Resource
from hexatui.settings import prepare, survey

TOKEN = "header.payload.signature"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person's home with nothing in it, and an environment that gives a token and nothing else."""
    for name in [name for name in os.environ if name.startswith("HEXATUI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HEXATUI_TOKEN", TOKEN)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def write_config(text: str) -> Path:
    path = config_path()
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


def prepared(**given: object) -> Prepared:
    return prepare(Given(**given))  # type: ignore[arg-type]


def mistake(**given: object) -> str:
    with pytest.raises(SettingsError) as caught:
        prepared(**given)
    return str(caught.value)


@pytest.mark.parametrize(
    ("profile", "url"),
    [
        (None, "wss://api.hexabase.ai/ws"),
        ("production", "wss://api.hexabase.ai/ws"),
        ("staging", "wss://api-staging.hexabase.ai/ws"),
        ("local", "ws://api.localhost/ws"),
    ],
)
def test_three_profiles_are_built_in(profile: str | None, url: str) -> None:
    done = prepared(profile=profile)
    assert done.options.url == url
    assert done.profile == (profile or "production")


def test_a_built_in_profile_is_completed_by_the_file() -> None:
    write_config('[profiles.staging]\nworkspaces = ["ws-1"]')
    done = prepared(profile="staging")
    assert done.options.url == "wss://api-staging.hexabase.ai/ws"
    assert done.options.resources == (Resource("workspace", "ws-1"),)


def test_where_each_value_comes_from_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_config('profile = "team"\n[profiles.team]\nurl = "wss://file/ws"\nworkspaces = ["ws-1"]\n')
    known = survey(Given(projects=("proj-1",)))
    assert (known.name, known.file.path) == ("team", path)
    assert known.origins == {"profile": "the file", "url": "the file", "workspaces": "the file", "projects": "-P"}
    assert survey(Given(profile="staging")).origins == {"profile": "-p", "url": "built in"}
    monkeypatch.setenv("HEXATUI_URL", "wss://environment/ws")
    monkeypatch.setenv("HEXATUI_PROFILE", "local")
    assert survey(Given()).origins == {"profile": "HEXATUI_PROFILE", "url": "HEXATUI_URL"}
    assert survey(Given(url="wss://option/ws")).origins["url"] == "--url"


def test_without_a_token_the_rest_of_the_settings_can_still_be_surveyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HEXATUI_TOKEN")
    with pytest.raises(TokenError, match="there is no token"):
        survey(Given()).prepared.options.token.read()


def test_options_go_before_the_environment_and_that_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write_config('profile = "team"\n[profiles.team]\nurl = "wss://file/ws"\nheartbeat_timeout = 10\n')
    assert prepared().options.url == "wss://file/ws"
    assert prepared().options.heartbeat_timeout == 10
    monkeypatch.setenv("HEXATUI_URL", "wss://environment/ws")
    monkeypatch.setenv("HEXATUI_HEARTBEAT_TIMEOUT", "20")
    assert prepared().options.url == "wss://environment/ws"
    assert prepared().options.heartbeat_timeout == 20
    assert prepared(url="wss://option/ws").options.url == "wss://option/ws"


def test_the_profile_is_chosen_by_option_then_environment_then_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write_config('profile = "local"')
    assert prepared().profile == "local"
    monkeypatch.setenv("HEXATUI_PROFILE", "staging")
    assert prepared().profile == "staging"
    assert prepared(profile="production").profile == "production"


def test_another_url_is_never_shown_under_the_name_of_the_profile() -> None:
    assert prepared(url="ws://127.0.0.1:7777/ws").profile == "127.0.0.1:7777"


def test_what_is_watched_by_option_replaces_that_of_the_profile() -> None:
    write_config('[profiles.production]\nworkspaces = ["a", "b"]\norganizations = ["o"]')
    done = prepared(workspaces=("c", "c"), projects=("p",))
    assert done.options.resources == (
        Resource("workspace", "c"),
        Resource("organization", "o"),
        Resource("project", "p"),
    )
    assert done.places == [Place(resource) for resource in done.options.resources]


def test_the_workspaces_of_log_streams_are_watched_too() -> None:
    stream = StreamRequest(LogSource("ws-9", "n", "p", "c"))
    done = prepare(Given(workspaces=("ws-1",)), (stream,))
    assert done.streams == [stream]
    assert done.options.resources == (Resource("workspace", "ws-1"), Resource("workspace", "ws-9"))


def test_a_profile_adds_event_names_to_the_documented_ones() -> None:
    write_config('[profiles.production]\nevents = { workspace = ["metrics_update"] }')
    events = prepared().options.events
    assert events["workspace"] == (*DOCUMENTED_EVENTS["workspace"], "metrics_update")
    assert events["project"] == DOCUMENTED_EVENTS["project"]


def test_the_rest_of_a_profile_reaches_the_connection(tmp_path: Path) -> None:
    path = write_config('[profiles.production]\nca_file = "ca.pem"\nallow_insecure = true\n')
    (path.parent / "ca.pem").write_text("certificates")
    options = prepared(retry=False).options
    assert options.ca_file == path.parent / "ca.pem"
    assert options.allow_insecure
    assert not options.retry


@pytest.mark.parametrize(
    ("given", "config", "origin"),
    [
        ({"token_file": Path("~nosuch/x")}, "", "--token-file"),
        ({"ca_file": Path("~nosuch/x")}, "", "--ca-file"),
        ({}, 'token_file = "~nosuch/x"', 'line 2: key "token_file"'),
        ({}, 'ca_file = "~nosuch/x"', 'line 2: key "ca_file"'),
    ],
)
def test_the_home_folder_of_nobody_is_a_sentence(given: dict[str, Any], config: str, origin: str) -> None:
    write_config(f"[profiles.production]\n{config}\n")
    with pytest.raises(SettingsError, match=f"{origin} names ~nosuch/x, and there is no home folder for ~nosuch"):
        prepared(**given)


def test_a_home_folder_that_the_shell_left_alone_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "file").write_text("from-home")
    options = prepared(ca_file=Path("~/file"), token_file=Path("~/file")).options
    assert options.ca_file == tmp_path / "file"
    assert options.token.read() == "from-home"


# The token, in the order of cli.md.


def test_the_token_comes_from_the_first_source_that_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_config('[profiles.production]\ntoken_command = "echo from-command"\ntoken_file = "token"\n')
    (path.parent / "token").write_text("from-profile-file\n")
    (tmp_path / "option").write_text("from-option-file\n")
    assert prepared(token_file=tmp_path / "option").options.token.read() == "from-option-file"
    assert prepared().options.token.read() == TOKEN
    monkeypatch.delenv("HEXATUI_TOKEN")
    assert prepared().options.token.read() == "from-profile-file"
    path.write_text('[profiles.production]\ntoken_command = "echo from-command"\n')
    assert prepared().options.token.read() == "from-command"


def test_a_token_through_a_pipe_is_left_for_the_authentication(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    # Reading it here would wait for a writer, for ever.
    assert prepared(token_file=pipe).options.token


def test_no_token_at_all_says_how_to_give_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HEXATUI_TOKEN")
    sentence = mistake()
    for way in ("--token-file", "HEXATUI_TOKEN", "token_command", str(config_path())):
        assert way in sentence


def test_a_token_file_that_is_missing_or_empty_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.write_text(" \n")
    assert str(tmp_path / "missing") in mistake(token_file=tmp_path / "missing")
    assert str(empty) in mistake(token_file=empty)
    assert "empty" in mistake(token_file=empty)


def test_the_token_is_in_no_representation() -> None:
    assert TOKEN not in repr(prepared())


# Mistakes: one sentence each, that names where and what to do.


def test_an_unknown_profile_is_told_the_known_ones() -> None:
    path = write_config('[profiles.team]\nurl = "wss://team/ws"')
    sentence = mistake(profile="teem")
    for word in ('"teem"', "production", "staging", "local", "team", str(path)):
        assert word in sentence


@pytest.mark.parametrize(
    "url", ["http://api/ws", "api.hexabase.ai", "ws://", "wss://:80/ws", "wss://[::1/ws", "wss://a b/ws", "ws://h:x/ws"]
)
def test_a_bad_address_names_where_it_was_given(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert mistake(url=url).startswith("--url")
    monkeypatch.setenv("HEXATUI_URL", url)
    assert mistake().startswith("HEXATUI_URL")
    path = write_config(f'[profiles.local]\n\nurl = "{url}"')
    monkeypatch.delenv("HEXATUI_URL")
    assert mistake(profile="local").startswith(f'{path}, line 3: key "url"')


@pytest.mark.parametrize("url", ["ws://api.hexabase.ai/ws", "ws://10.0.0.1/ws", "ws://localhost.example.com/ws"])
def test_an_unencrypted_address_of_another_machine_needs_permission(url: str) -> None:
    assert "--allow-insecure" in mistake(url=url)
    assert prepared(url=url, allow_insecure=True).options.url == url


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "api.localhost", "[::1]:9"])
def test_loopback_may_be_unencrypted(host: str) -> None:
    assert prepared(url=f"ws://{host}/ws").options.url == f"ws://{host}/ws"


@pytest.mark.parametrize("value", ["soon", "0", "-1", "nan", "inf"])
def test_a_heartbeat_timeout_that_is_no_time_is_named(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEXATUI_HEARTBEAT_TIMEOUT", value)
    assert mistake() == "HEXATUI_HEARTBEAT_TIMEOUT must be a number of seconds above 0, such as 75"


def test_the_memory_for_logs_is_said_in_bytes_or_with_a_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    write_config("[limits]\nlog_memory = 4194304\n")
    assert prepared().preferences.limits.log_memory == 4 * 1_048_576
    monkeypatch.setenv("HEXATUI_LOG_MEMORY", "512MiB")
    assert prepared().preferences.limits.log_memory == 512 * 1_048_576


@pytest.mark.parametrize("value", ["much", "0", "-1", "1000", "nan"])
def test_too_little_memory_for_logs_is_named(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEXATUI_LOG_MEMORY", value)
    assert mistake() == 'HEXATUI_LOG_MEMORY must be a number of bytes, at least 1 MiB, such as "256MiB"'


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("worspaces = []", 'key "worspaces" is unknown: did you mean "workspaces"?'),
        ("colour = 1", 'key "colour" is unknown: a profile may say url'),
        ('workspaces = "ws-1"', 'key "workspaces" must be a list of ids'),
        ("workspaces = [1]", 'key "workspaces" must be a list of ids'),
        ('events = ["x"]', 'key "events" must be a table of lists'),
        ('events = { pod = ["x"] }', 'key "events" names "pod"'),
        ('allow_insecure = "perhaps"', 'key "allow_insecure" must be true or false'),
        ("heartbeat_timeout = []", 'key "heartbeat_timeout" must be a number of seconds'),
        ("token_command = 5", 'key "token_command" must be text'),
        ('token_command = "echo \'s3cret"', 'key "token_command" must be text: a program and its arguments'),
        ('ca_file = "missing.pem"', 'key "ca_file" names'),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line(line: str, said: str) -> None:
    path = write_config(f"# mine\n[profiles.local]\nheartbeat_timeout = 75\n[profiles.production]\n{line}\n")
    if line.startswith("heartbeat"):
        assert prepared(profile="local").options.heartbeat_timeout == 75
    assert mistake().startswith(f"{path}, line 5: {said}")


def test_a_file_that_is_no_toml_is_named_with_the_line() -> None:
    path = write_config('[profiles.local]\nurl = "wss://unfinished\n')
    assert str(path) in mistake()
    assert "line 2" in mistake()


@pytest.mark.parametrize("text", ["token = 'x'", "[profile.team]\nurl = 'wss://x/ws'", "profiles = 5", "profile = 5"])
def test_what_does_not_belong_at_the_top_of_the_file_is_named(text: str) -> None:
    path = write_config(text)
    assert mistake().startswith(f"{path}, line 1: key")


def test_a_profile_of_the_file_needs_a_url() -> None:
    write_config("[profiles.team]\nworkspaces = []")
    assert 'profile "team"' in mistake(profile="team")
    assert "add url =" in mistake(profile="team")


def test_a_folder_in_the_place_of_the_file_is_a_sentence() -> None:
    config_path().mkdir(parents=True)
    assert str(config_path()) in mistake()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([*Profile.model_fields, "other"]),
    st.sampled_from(
        [
            "1",
            "-1",
            "nan",
            "true",
            '""',
            '"on"',
            '"~nobody/x"',
            '"\\u0000"',
            "[]",
            "[[1]]",
            '["a"]',
            "{}",
            "{ workspace = 1 }",
        ]
    ),
    st.sampled_from([*BUILT_IN_URLS, "team", "my team", "a.b", "ß"]),
)
def test_whatever_a_profile_says_is_taken_or_is_one_sentence(key: str, value: str, profile: str) -> None:
    config_path().parent.mkdir(parents=True, exist_ok=True)
    config_path().write_text(f'[profiles."{profile}"]\n{key} = {value}\n', encoding="utf-8")
    try:
        survey(Given(profile=profile))
    except SettingsError as error:
        sentence = str(error)
    else:
        sentence = ""
    assert "\n" not in sentence
