"""The words there are: added with every change by a trigger, counted and tidied up from time to time."""

from sqlalchemy import text
from sqlalchemy.orm import Session

_COUNTED = "SELECT word AS lexeme, ndoc AS entries FROM ts_stat('SELECT words FROM public.search_entries')"
# Only what differs is written: of twenty thousand words, few change within an hour.
_COUNT = text(f"""
    UPDATE search_vocabulary v SET entries = counted.entries FROM ({_COUNTED}) AS counted
    WHERE v.lexeme = counted.lexeme AND v.entries <> counted.entries
""")
_FORGET = text(f"DELETE FROM search_vocabulary WHERE lexeme NOT IN (SELECT lexeme FROM ({_COUNTED}) AS counted)")


def count_words(session: Session) -> None:
    """Count in how many entries each word stands, and forget those that stand in none any more."""
    session.execute(_COUNT)
    session.execute(_FORGET)
