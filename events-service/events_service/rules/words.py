"""The words an event is described by: what German tables say, and the key that stands for it everywhere else."""

MODES = {"vor_ort": "in_person", "online": "online", "hybrid": "hybrid"}
STATUSES = {
    "geplant": "scheduled",
    "abgesagt": "cancelled",
    "verschoben": "postponed",
    "neuer_termin": "rescheduled",
    "online_verlegt": "moved_online",
}
REGISTRATIONS = {"keine": "none", "plattform": "platform", "email": "email", "telefon": "phone", "link": "link"}
WHEELCHAIR = {"ja": "yes", "teilweise": "partly", "nein": "no"}
KINDS = {
    "veranstaltung": "event",
    "workshop": "workshop",
    "treffen": "meet_up",
    "aktionstag": "action_day",
    "ausstellung": "exhibition",
    "kurs": "course",
    "sonstiges": "other",
}
ACCESS = {
    "behindertentoilette": "accessible_toilet",
    "behindertenparkplatz": "accessible_parking",
    "hörschleife": "induction_loop",
    "gebärdensprache": "sign_language",
    "untertitel": "subtitles",
    "leichte_sprache": "easy_language",
    "audiodeskription": "audio_description",
    "leitsystem": "tactile_guidance",
    "assistenzhunde": "assistance_dogs",
    "ruheraum": "quiet_room",
    "rauchfrei": "smoke_free",
    "wickeltisch": "changing_table",
}
"""What makes it easier to come, beside a way in for wheelchairs; what is not named is not known."""
OFF = frozenset({"cancelled", "postponed"})
"""In these states something does not take place when it was meant to."""
MOST_CATEGORIES = 3
_UNSAID = frozenset({"event", "other"})


def kind_words(kind: str) -> str:
    """Return by which words a kind of event is found; the one that all are says nothing."""
    return "" if kind in _UNSAID else " ".join(word for word, key in KINDS.items() if key == kind)
