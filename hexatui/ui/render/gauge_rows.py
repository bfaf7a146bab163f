"""One resource of a workspace: as a row with its bar, as averages with the way they go, as an hour's chart. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hexatui.ui.canvas import Line, span, spread, width_of
from hexatui.ui.figures import memory, number, percent, precise_percent, share, time_of_day
from hexatui.ui.palette import Shapes
from hexatui.ui.render.bars import gauge_bar, severity_of, sparkline
from hexatui.ui.render.charts import SCALE, chart, time_axis
from hexatui.ui.render.panel_view import LABEL_WIDTH, View

if TYPE_CHECKING:
    from hexatui.state.gauges import Gauge

SHARE_WIDTH = 18
"""Cells of "3.2 of 10 cores"."""

PEAK_WIDTH = len("  peak 100 %")

ROOM_FOR_PEAK = 72
"""Cells for bar, peak and history together from which the peak is told in words, beside its mark in the bar."""

HISTORY_SPAN = 3600.0
"""Seconds that a gauge's history shows, and that its peak is held."""

LEAST_CHART = 4
"""Rows from which a chart is worth drawing."""

LONGEST_AGE = len("  o 9 h 59 m ago")

STEADY = 0.05
"""By how much of itself a figure may differ from its average until it goes up or down."""


def gauge_row(view: View, name: str, unit: str, gauge: Gauge) -> Line:
    """The bar with its thresholds and its peak, the percentage, where it goes, the amounts, the hour, the age."""
    palette, shapes = view.look.palette, view.look.shapes
    if gauge.at is None:
        return [view.label(name), span("no figures yet", palette.dim)]
    severity, is_fresh = severity_of(gauge.percent), view.is_fresh(gauge.at)
    style = palette.stale if not is_fresh else palette.severity(severity) if severity else palette.accent
    mark = shapes.severity(severity) if severity else " "
    words = share(gauge.used, gauge.limit, unit) if gauge.used is not None else ""
    room = view.width - LABEL_WIDTH - len(" 100 % ^> ") - SHARE_WIDTH - LONGEST_AGE
    bar_width = max(8, min(34, room // 2))
    peak = gauge.history.peak(view.now - HISTORY_SPAN)
    stated = room >= ROOM_FOR_PEAK
    history_width = min(60, room - bar_width - 2 - (PEAK_WIDTH if stated else 0))
    line: Line = [
        view.label(name),
        *gauge_bar(gauge.percent, peak[1] if peak else None, bar_width, view.look, style),
        span(f" {percent(gauge.percent):>5} {mark}", style),
        span(f"{heading(gauge, shapes)} ", palette.dim if is_fresh else palette.stale),
        span(words.ljust(SHARE_WIDTH), palette.text if is_fresh else palette.stale),
    ]
    if history_width >= 8:
        picture = sparkline(history(view, gauge, gauge.at, history_width), shapes)
        picture = picture.lstrip(shapes.spark_gap).rjust(history_width)
        line.append(span(f"  {picture}", style if severity else palette.dim if is_fresh else palette.stale))
    if stated:
        said = f"peak {percent(peak[1])}" if peak else ""
        line.append(span(f"  {said:<{PEAK_WIDTH - 2}}", palette.dim))
    return spread(line, [view.age(gauge.at)], view.width)


def heading(gauge: Gauge, shapes: Shapes) -> str:
    """The way a figure goes: up where it is above its averages, down where it is below; blank where none is known."""
    if gauge.used is None or not (averages := _averages(gauge)):
        return " "
    ways = {_way(average, gauge.used, shapes) for _, average in averages}
    return ways.pop() if len(ways) == 1 else shapes.level


def course(view: View, unit: str, gauge: Gauge) -> str:
    """From the hour's average over that of five minutes to what it is now, "1 h 1.93 ↘ 5 m 1.57 ↗ 3.73 cores"."""
    told, before = "", 0.0
    for words, value in (*_averages(gauge), ("", gauge.used)):
        if value is None:
            continue
        figure = number(value) if unit == "cores" else memory(value)
        told += f" {_way(before, value, view.look.shapes)} {words}{figure}" if told else f"{words}{figure}"
        before = value
    return f"{told} cores" if unit == "cores" else told


def averages(view: View, name: str, unit: str, gauge: Gauge) -> Line:
    """A gauge's course with its name, to stand beside something else; nothing where no average is known."""
    if gauge.averages_at is None or not _averages(gauge):
        return []
    return [span(f"{name} {course(view, unit, gauge)}", view.tone(view.look.palette.dim, gauge.averages_at))]


def _averages(gauge: Gauge) -> list[tuple[str, float]]:
    """What is known of the averages, with its words, the longer first."""
    both = (("1 h ", gauge.average_1h), ("5 m ", gauge.average_5m))
    return [(words, average) for words, average in both if average is not None]


def _way(before: float, after: float, shapes: Shapes) -> str:
    if abs(after - before) <= STEADY * max(abs(before), 0.01):
        return shapes.level
    return shapes.up if after > before else shapes.down


def history(view: View, gauge: Gauge, at: float, width: int) -> list[float | None]:
    """The gauge's history in columns; nothing is drawn over the time in which a newer figure is overdue."""
    columns = gauge.history.columns(width, view.now, HISTORY_SPAN)
    if not view.is_fresh(at):
        unknown = min(width, int((view.now - at) / (HISTORY_SPAN / width)))
        columns[len(columns) - unknown :] = [None] * unknown
    return columns


def gauge_charts(view: View, gauges: list[tuple[str, str, Gauge]], height: int) -> list[Line]:
    """The hours of several gauges, with exact figures and one time axis, in at most `height` rows.

    Where there is no room for a chart each, the figures alone; nothing where they have none either.
    """
    told = [_exact(view, *gauge) for gauge in gauges]
    rest = height - sum(map(len, told))
    each = (rest - 1) // len(gauges)
    if each < LEAST_CHART:
        rows = [row for rows in told for row in rows]
        return [[], *rows] if len(rows) < height else rows if len(rows) == height else []
    lines: list[Line] = [[]] if rest - 1 > each * len(gauges) else []
    for rows, (_, _, gauge) in zip(told, gauges, strict=True):
        at = gauge.at or 0.0
        style = view.look.palette.accent if view.is_fresh(at) else view.look.palette.stale
        lines += [*rows, *chart(history(view, gauge, at, view.width - SCALE), each, view.look, style)]
    return [*lines, time_axis(view.width - SCALE, HISTORY_SPAN, view.look)]


def _exact(view: View, name: str, unit: str, gauge: Gauge) -> list[Line]:
    """All that is known of a gauge, in figures, in as many rows as they take."""
    palette = view.look.palette
    if gauge.at is None:
        return [[view.label(name), span("no figures yet", palette.dim)]]
    parts = [span(f"now {precise_percent(gauge.percent)}", view.tone(palette.bright, gauge.at))]
    if (peak := gauge.history.peak(view.now - HISTORY_SPAN)) is not None:
        parts.append(span(f"peak {precise_percent(peak[1])} at {time_of_day(peak[0])}", palette.text))
    if gauge.used is not None:
        parts.append(span(course(view, unit, gauge), view.tone(palette.text, gauge.at)))
    parts.append(span(f"told {time_of_day(gauge.at)}", view.age(gauge.at).style))
    lines, line = [], parts[:1]
    for part in parts[1:]:
        if LABEL_WIDTH + width_of(view.separated([*line, part])) > view.width:
            lines.append(line)
            line = []
        line.append(part)
    rows = [view.separated(each) for each in (*lines, line)]
    return [[view.label("" if index else name), *row] for index, row in enumerate(rows)]
