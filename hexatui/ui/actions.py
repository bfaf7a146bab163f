"""The one registry of actions. Bindings, key bar, help screen and command palette all read it, so none can drift.

An action belongs to a scope: a whole screen, or the pane that handles it. Each becomes a method
`action_<name>` of the class that carries `bindings(scope)`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from textual.binding import Binding

Scope = Literal[
    "dashboard", "replay", "workspaces", "alerts", "alert", "logs", "search", "line", "opening", "inspector", "timeline",
    "moments", "moment", "narrowing", "rows", "commands", "help",
]  # fmt: skip

SCOPES: dict[Scope, str] = {
    "dashboard": "Everywhere",
    "replay": "While a recording is played",
    "workspaces": "Workspaces",
    "alerts": "Alerts",
    "alert": "One alert",
    "logs": "Logs",
    "search": "While a search or a filter is typed",
    "line": "One log line",
    "opening": "While a log stream is chosen",
    "inspector": "Frames",
    "timeline": "Overview and what happened",
    "moments": "What happened",
    "moment": "One moment of it",
    "narrowing": "While the filter of a list is typed",
    "rows": "Moving in any list or text",
    "commands": "While a command is looked for",
    "help": "Here",
}
"""Each scope and its heading on the help screen, in the order shown there."""


@dataclass(frozen=True)
class Action:
    """Something that a person can do."""

    scope: Scope
    name: str
    """The method that does it is `action_<name>`; `app.` before it means the app's method."""
    keys: str
    """Key names as Textual has them, the first is the one shown."""
    words: str
    """One or two words, for the key bar."""
    help: str
    """What it does, one sentence."""
    in_bar: bool = False
    """Whether the key bar has room for it."""
    in_palette: bool = True
    back: str = ""
    """What the key bar says instead where it was done already, and the key takes it back."""

    @property
    def id(self) -> str:
        """The name by which a keymap rebinds it."""
        name = self.name.removeprefix("app.").replace("-", "back ")
        return f"{self.scope}." + re.sub(r"\W+", "_", name).strip("_")

    @property
    def command(self) -> str:
        """What the palette finds it by: what the key bar calls it, too."""
        return f"{self.words}: {self.help}"


ACTIONS: tuple[Action, ...] = (
    Action("dashboard", "next_pane", "tab", "Pane", "Go to the next pane", True),
    Action("dashboard", "previous_pane", "shift+tab", "Back", "Go to the previous pane"),
    Action("dashboard", "show_pane('workspaces')", "1", "Workspaces", "Go to the workspaces"),
    Action("dashboard", "show_pane('workspace')", "2", "Workspace", "Go to the chosen workspace's gauges"),
    Action("dashboard", "show_pane('alerts')", "3", "Alerts", "Go to the alerts"),
    Action("dashboard", "show_pane('logs')", "4", "Logs", "Go to the logs"),
    Action("dashboard", "zoom", "z", "Zoom", "Give the whole screen to this pane, or take it back", True, back="Unzoom"),
    Action("dashboard", "open_stream", "o", "Open logs", "Open a log stream by namespace, pod and container", True),
    Action("dashboard", "refresh_status", "f5", "Refresh", "Ask for the chosen workspace's status again"),
    Action("dashboard", "overview", "0", "Overview", "See the whole fleet at a glance, and what happened to it", True),
    Action("dashboard", "recall", "e", "Events", "Read what happened since the program began, gaps included", True),
    Action("dashboard", "inspect", "i", "Frames", "Watch the frames of the connection as they pass, both ways"),
    Action("dashboard", "retry", "r", "Try now", "Connect now instead of waiting for the next attempt"),
    Action("dashboard", "app.command_palette", "colon,ctrl+p", "Commands", "Find any command by its name", True, False),
    Action("dashboard", "help", "question_mark,f1", "Help", "Show every key", True),
    Action("dashboard", "app.cycle_theme", "T", "Theme", "Take other colours: calm, light, high in contrast, the terminal's"),
    Action("dashboard", "app.redraw", "ctrl+l", "Redraw", "Draw the whole screen anew, after something wrote over it"),
    Action("dashboard", "app.suspend_process", "ctrl+z", "Suspend", "Back to the shell; `fg` returns"),
    Action("dashboard", "app.quit", "q,ctrl+c", "Quit", "Stop the streams, end the connection and leave", True),
    Action("replay", "toggle_replay", "P", "Pause", "Hold the recording still, or let it go on", True, back="Play"),
    Action("replay", "change_speed(-1)", "minus", "Slower", "Let the recording run slower", True),
    Action("replay", "change_speed(1)", "plus,equals_sign", "Faster", "Let the recording run faster", True),
    Action("replay", "seek(-10)", "comma", "-10 s", "Go back by 10 seconds", True),
    Action("replay", "seek(10)", "full_stop", "+10 s", "Go forward by 10 seconds", True),
    Action("replay", "seek(-60)", "less_than_sign", "-1 min", "Go back by a minute"),
    Action("replay", "seek(60)", "greater_than_sign", "+1 min", "Go forward by a minute"),
    Action("replay", "seek_to(0)", "left_parenthesis", "Beginning", "Go to the beginning of the recording"),
    Action("replay", "seek_to(1)", "right_parenthesis", "End", "Go to the end of the recording"),
    Action("replay", "seek_notable", "A", "Next alert", "Go to the next alert, or the next connection, of the recording"),
    Action("workspaces", "toggle_fold", "space", "Fold", "Show or hide what belongs to this row"),
    Action("workspaces", "expand", "right", "Unfold", "Show what belongs to this row, or go to it"),
    Action("workspaces", "collapse", "left", "Fold", "Hide what belongs to this row, or go to what it belongs to"),
    Action("workspaces", "narrow", "slash", "Filter", "Show only what the words say that you type; ! is any trouble", True),
    Action("workspaces", "show_all", "escape", "Show all", "Take the filter back"),
    Action("workspaces", "toggle_order('trouble')", "exclamation_mark", "Trouble first", "Sort by trouble, or by name"),
    Action("workspaces", "toggle_order('load')", "percent_sign", "Fullest first", "Sort by cpu and memory, or by name"),
    Action("workspaces", "next_trouble", "right_curly_bracket", "Next trouble", "Go to the next workspace in trouble"),
    Action(
        "workspaces", "previous_trouble", "left_curly_bracket", "Trouble before", "Go to the workspace in trouble before"
    ),
    Action("workspaces", "pin", "asterisk", "Pin", "Keep this workspace live whatever else you look at, or no longer"),
    Action("workspaces", "logs", "l", "Logs", "Open the logs of this pod, or choose a pod of this workspace", True),
    Action("alerts", "workspace", "enter", "Workspace", "Go to this alert's workspace", True),
    Action("alerts", "read", "d", "Details", "Show this alert in full, its value over time and the gauges of then", True),
    Action("alerts", "acknowledge", "a", "Acknowledge", "Mark this alert as seen, or as not seen", True, back="Not seen"),
    Action("alerts", "snooze", "s", "Snooze", "Put this alert off: 15 minutes, 1 hour, 8 hours, not at all"),
    Action("alerts", "narrow", "slash", "Filter", "Show only the alerts that say the words that you type", True),
    Action("alerts", "show_all", "escape", "Show all", "Take the filter back"),
    Action("alerts", "logs", "l", "Logs", "Open the logs of what this alert is about", True),
    Action("alert", "workspace", "enter", "Workspace", "Go to its workspace", True, False),
    Action("alert", "logs", "l", "Logs", "Open the logs of what it is about", True, False),
    Action("alert", "acknowledge", "a", "Acknowledge", "Mark it as seen, or as not seen", True, False, back="Not seen"),
    Action("alert", "snooze", "s", "Snooze", "Put it off: 15 minutes, 1 hour, 8 hours, not at all", True, False),
    Action("alert", "close", "escape,d,q,ctrl+c", "Close", "Back to the dashboard", True, False),
    Action("logs", "toggle_follow", "space", "Pause", "Hold the view still, or follow new lines again", True, back="Follow"),
    Action("logs", "search", "slash", "Search", "Search the lines for text or a regular expression", True),
    Action("logs", "next_hit", "n", "Next", "Go down to the next line that was found"),
    Action("logs", "previous_hit", "N", "Previous", "Go up to the line that was found before"),
    Action("logs", "filter", "f", "Filter", "Show only the lines that hold a text, or with ! before it those that don't", True),
    Action("logs", "cycle_level", "v", "Level", "Show all levels, warnings and worse, or errors and worse"),
    Action("logs", "toggle_pod", "p", "Pod", "Show only the lines of the chosen line's pod, or of all pods again"),
    Action("logs", "show_all", "escape", "Show all", "Take back the search, then the filter"),
    Action("logs", "next_stream", "right_square_bracket", "Next stream", "Show the next log stream"),
    Action("logs", "previous_stream", "left_square_bracket", "Previous stream", "Show the log stream before"),
    Action("logs", "toggle_stream", "x", "Stop", "Stop this log stream, or start it again", True, back="Start"),
    Action("logs", "toggle_merged", "M", "Merge", "Show all streams as one, by time, or again the one shown before"),
    Action("logs", "close_stream", "X", "Close", "Close this log stream: stop it, and let go of its lines"),
    Action("logs", "older", "H", "Older", "Ask for older lines: for ten times as many as there are"),
    Action("logs", "toggle_wrap", "w", "Wrap", "Break long lines, or cut them and scroll sideways"),
    Action("logs", "cycle_timestamps", "t", "Times", "Show times in UTC, in local time, as ages, or not at all"),
    Action("logs", "toggle_fields", "J", "Fields", "Show JSON and logfmt as fields, or as they came"),
    Action("logs", "copy", "c", "Copy", "Copy the line, with its whole trace, through the terminal", True),
    Action("logs", "save", "s", "Save", "Write the lines that are shown into a file", True),
    Action("logs", "mark", "m", "Mark", "Mark the line with the cursor, or take its mark away"),
    Action("logs", "next_error", "right_curly_bracket", "Next error", "Go to the next error, or worse"),
    Action("logs", "previous_error", "left_curly_bracket", "Error before", "Go to the error before, or worse"),
    Action("logs", "next_gap", "b", "Next gap", "Go to the next gap: where lines may be missing"),
    Action("logs", "previous_gap", "B", "Gap before", "Go to the gap before"),
    Action("logs", "next_mark", "apostrophe", "Next mark", "Go to the next marked line"),
    Action("logs", "previous_mark", "quotation_mark", "Mark before", "Go to the marked line before"),
    Action("logs", "scroll_left", "left", "Left", "Scroll long lines to the left", False, False),
    Action("logs", "scroll_right", "right", "Right", "Scroll long lines to the right", False, False),
    Action("search", "keep", "enter", "Keep", "Keep what was found, and go back to the lines", True, False),
    Action("search", "cancel", "escape,ctrl+c", "Back", "Go back to where you were", True, False),
    Action("search", "toggle_regex", "ctrl+r", "Regex", "Take the words as a regular expression, or as they are", False, False),
    Action("search", "cycle_case", "ctrl+t", "Case", "Heed case where a capital is typed, always, or never", False, False),
    Action("search", "earlier", "up", "Earlier", "Take the words that were typed before", True, False),
    Action("search", "later", "down", "Later", "Take the words that were typed after those", False, False),
    Action("line", "next", "n", "Next", "Read the next line", True),
    Action("line", "previous", "p", "Previous", "Read the line before", True),
    Action("line", "toggle_raw", "J", "Raw", "Show the line as it came, or by its fields", True, back="Fields"),
    Action("line", "copy", "c", "Copy", "Copy the line as it came through the terminal", True),
    Action("line", "save", "s", "Save", "Write the line as it came into a file", True),
    Action("line", "close", "escape,q", "Back", "Back to the log", True, False),
    Action("opening", "complete", "tab", "Complete", "Complete the path; where it is whole, go on to the lines", True, False),
    Action("opening", "submit", "enter", "Open", "Open what is marked, or what is typed", True, False),
    Action("opening", "move(1)", "down", "Next", "Mark the next suggestion", False, False),
    Action("opening", "move(-1)", "up", "Previous", "Mark the suggestion before", False, False),
    Action("opening", "close", "escape,ctrl+c", "Cancel", "Open none", True, False),
    Action("inspector", "toggle_follow", "space", "Pause", "Hold the frames still, or follow new ones again", True, back="Follow"),
    Action("inspector", "narrow", "slash,f", "Filter", "Show some types only: words, in, out, malformed, unknown, -word", True),
    Action("inspector", "copy", "c", "Copy", "Copy the frame through the terminal; a large one goes to a file", True),
    Action("inspector", "save", "s,w", "Save", "Write the frames that are listed into a file, as a recording", True),
    Action("inspector", "close", "escape,i,q", "Back", "Back to the dashboard", True, False),
    Action("moments", "narrow", "slash", "Filter", "Show only the moments that say the words that you type", True),
    Action("moments", "show_all", "escape", "Show all", "Take the filter back"),
    Action("moment", "workspace", "enter", "Workspace", "Go to its workspace", True, False),
    Action("moment", "close", "escape,q,ctrl+c", "Close", "Back to what happened", True, False),
    Action("timeline", "close", "escape,e,0,q", "Back", "Back to the dashboard", True, False),
    Action("narrowing", "keep", "enter,down,up", "Keep", "Keep the filter, and go back to the list", True, False),
    Action("narrowing", "cancel", "escape,ctrl+c", "Show all", "Take the filter back", True, False),
    Action("rows", "up", "up,k", "Up", "One row up", False, False),
    Action("rows", "down", "down,j", "Down", "One row down", False, False),
    Action("rows", "page_up", "pageup", "Page up", "One screen up", False, False),
    Action("rows", "page_down", "pagedown", "Page down", "One screen down", False, False),
    Action("rows", "half_page_up", "ctrl+u", "Half up", "Half a screen up", False, False),
    Action("rows", "half_page_down", "ctrl+d", "Half down", "Half a screen down", False, False),
    Action("rows", "first", "home,g", "First", "To the first row", False, False),
    Action("rows", "last", "end,G", "Last", "To the last row; in logs, follow new lines", False, False),
    Action("rows", "open", "enter", "Open", "Open the row with the cursor", True, False),
    Action("commands", "submit", "enter", "Do it", "Do what is marked", True, False),
    Action("commands", "go('cursor_down')", "down", "Next", "Mark the next command", False, False),
    Action("commands", "go('cursor_up')", "up", "Previous", "Mark the command before", False, False),
    Action("commands", "go('page_down')", "pagedown", "Page down", "One screen of commands down", False, False),
    Action("commands", "go('page_up')", "pageup", "Page up", "One screen of commands up", False, False),
    Action("commands", "go('first')", "ctrl+home", "First", "Mark the first command", False, False),
    Action("commands", "go('last')", "ctrl+end", "Last", "Mark the last command", False, False),
    Action("commands", "close", "escape,ctrl+c", "Close", "Do none of them", True, False),
    Action("help", "close", "escape,q,question_mark,f1,ctrl+c", "Close", "Back to where you were", True, False),
)  # fmt: skip


def actions_of(scope: Scope) -> list[Action]:
    """A scope's actions in the order of the help screen."""
    return [action for action in ACTIONS if action.scope == scope]


ACTION: dict[str, Action] = {action.id: action for action in ACTIONS}
"""Each action by its id."""


@runtime_checkable
class Reversing(Protocol):
    """Who does something that the same key takes back."""

    def has_done(self, action: str) -> bool:
        """Whether what this action does is done already; to be answered in no time, and without taking hold of state."""


def words_now(action: Action, doer: object) -> str:
    """What the key bar says of an action as things stand now with the one who does it."""
    is_done = action.back and isinstance(doer, Reversing) and doer.has_done(action.name)
    return action.back if is_done else action.words


def bindings(scope: Scope, *names: str) -> list[Binding]:
    """The Textual bindings of a scope, or of those of its actions that are named."""
    return [
        Binding(
            action.keys,
            action.name,
            action.words,
            show=action.in_bar,
            id=action.id,
            tooltip=action.help,
        )
        for action in actions_of(scope)
        if not names or action.name in names
    ]
