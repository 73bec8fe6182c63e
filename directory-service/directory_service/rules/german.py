"""German words and endings that the search has to know by themselves."""

# ruff: noqa: SIM905 — as text they stay readable

# What stands before a verb or behind a noun is no word of its own, and yet no accident.
BEFORE = frozenset(
    """
    ab an auf aus bei ein fort her hin hinaus los mit nach um unter vor weg weiter zu zurück zuruck zusammen
    be ent er ge ver zer un wieder
    """.split()
)
BEHIND = frozenset("er erin in innen ung ungen erei lich bar chen lein schaft los voll".split())
# What words of one family end with: reparieren and Reparatur, Garten and gärtnern.
ENDINGS = (
    "",
    *"n er in erin ung lich ig isch bar erei".split(),
    *"i ier ierung atur ation ion age at ator eur".split(),
)
# What PostgreSQL's stemmer takes off long words only, and so off the last part of a compound but not off that alone.
LOST = ("ung", "end", "ig", "ik", "isch", "lich", "heit", "keit")
# Said around what is searched, and in nothing that is found by it; PostgreSQL's own stop words go without saying.
FILLERS = frozenset(
    """
    suche suchen such gesucht möchte möchten moechte würde würden gern gerne bitte jemand jemanden wer wen wie wo wann
    was irgendwas irgendwo irgendetwas etwas kann könnte können koennen darf mal mehr viel viele gibt geben gibts finde
    finden tun mache machen macht will wollen brauche brauchen braucht hätte habe haben lieber helfen mithelfen hilfe
    mitmachen mithilfe engagieren teilnehmen unternehmen lassen loswerden direkt hoch richtig gut schnell einfach ganz
    sehr immer wieder nur auch noch schon selber selbst eigene eigenen eigener eigenes alt alte alten alter altes neu
    neue neuen neuer neues halle stadt nähe naehe umgebung klima sucht dabei damit daran dafür davon dazu hier dort
    bald wohin woher warum wieso womit welche welcher welches welchen jeder jede jedes jeden alle alles überhaupt
    eigentlich vielleicht bestimmt dringend bisschen paar gute guter gutes guten besser beste besten schlecht schlechte
    schlechter schlechtes tut könnt geht gehen kommt kommen bekommen bekomme fürs
    ins aufs ums durchs übers beim
    find looking for i want to help with the in a an of my me where can could how do does is are there any some
    something someone you your we us our need would like get and or on at near from
    """.split()
)
