"""The calendar: which days somebody looks at, and when an event takes place."""
