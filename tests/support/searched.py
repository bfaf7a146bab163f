"""Lines that are searched, and what for."""

from __future__ import annotations

from hexatui.state.log_query import Case, Matcher, Query, matcher


def joined(texts: list[str]) -> bytes:
    """Lines as a page holds them."""
    return "\n".join(texts).encode("utf-8", "surrogatepass")


def expression(pattern: str, case: Case = "exact") -> Matcher:
    """What finds an expression."""
    return matcher(Query(pattern, is_regex=True, case=case))
