"""Everyday English words and what they are called here: newcomers ask in English, records are written in German.

A list of the field's own vocabulary, not of questions; names of things first, then what one does with them.
"""

# ruff: noqa: SIM905 — as text they stay readable

IN_GERMAN: dict[str, str] = dict(
    line.split("=")
    for line in """
    bike=Fahrrad bikes=Fahrrad bicycle=Fahrrad bicycles=Fahrrad cycle=Fahrrad cycling=Radfahren car=Auto bus=Bus
    train=Bahn tram=Straßenbahn traffic=Verkehr street=Straße road=Straße walking=Fußverkehr school=Schule tree=Baum
    trees=Baum garden=Garten gardens=Garten gardening=Gärtnern plant=Pflanzen plants=Pflanzen flower=Blume
    flowers=Blumen vegetable=Gemüse vegetables=Gemüse fruit=Obst apple=Apfel apples=Apfel forest=Wald meadow=Wiese
    park=Park river=Fluss nature=Natur animal=Tiere animals=Tiere bee=Bienen bees=Bienen bird=Vögel birds=Vögel
    hedgehog=Igel bat=Fledermaus bats=Fledermaus frog=Frösche frogs=Frösche toad=Kröten butterfly=Schmetterlinge
    butterflies=Schmetterlinge insects=Insekten seeds=Saatgut harvest=Ernte compost=Kompost food=Lebensmittel
    meal=Essen eat=Essen eating=Essen cook=Kochen cooking=Kochen kitchen=Küche bread=Brot water=Wasser
    drinking=Trinken waste=Müll trash=Müll garbage=Müll rubbish=Müll litter=Müll plastic=Plastik clothes=Kleidung
    clothing=Kleidung sew=Nähen sewing=Nähen swap=Tauschen exchange=Tauschen share=Teilen sharing=Teilen
    borrow=Ausleihe rent=Ausleihe lend=Ausleihe library=Bibliothek books=Bücher book=Buch reading=Vorlesen
    read=Vorlesen repair=Reparieren repairing=Reparieren fix=Reparieren fixing=Reparieren broken=kaputt tools=Werkzeug
    tool=Werkzeug build=Bauen building=Gebäude house=Haus flat=Wohnung apartment=Wohnung home=Zuhause tenant=Mieter
    tenants=Mieter energy=Energie power=Strom electricity=Strom solar=Solar heating=Heizung heat=Hitze
    insulation=Dämmung window=Fenster windows=Fenster roof=Dach balcony=Balkon saving=Sparen save=Sparen bill=Rechnung
    bills=Rechnung advice=Beratung counselling=Beratung consultation=Beratung money=Geld funding=Fördermittel
    grant=Förderung volunteer=Ehrenamt volunteers=Ehrenamt volunteering=Ehrenamt work=Arbeit job=Aufgabe course=Kurs
    courses=Kurs class=Kurs workshop=Werkstatt learn=Lernen learning=Lernen teach=Lehren teaching=Lehren
    lecture=Vortrag talk=Vortrag exhibition=Ausstellung party=Fest festival=Fest market=Markt meeting=Treffen
    tour=Führung walk=Spaziergang child=Kinder children=Kinder kid=Kinder kids=Kinder family=Familie families=Familie
    youth=Jugend teenagers=Jugend young=Jugend student=Studierende students=Studierende elderly=Senioren
    seniors=Senioren women=Frauen woman=Frauen refugees=Geflüchtete refugee=Geflüchtete neighbours=Nachbarschaft
    neighbors=Nachbarschaft neighbourhood=Nachbarschaft neighborhood=Nachbarschaft community=Gemeinschaft group=Gruppe
    company=Firmenteam language=Sprache languages=Sprachen english=Englisch wheelchair=Rollstuhl
    accessible=barrierefrei online=online weekend=Wochenende evening=abends holidays=Ferien summer=Sommer
    winter=Winter choir=Chor sing=Singen singing=Singen music=Musik sport=Sport sports=Sport running=Laufen
    photo=Fotografie photography=Fotografie writing=Schreiben science=Forschung research=Forschung measure=Messen
    weather=Wetter health=Gesundheit politics=Politik participation=Beteiligung council=Rat vote=Wahl
    together=gemeinsam
    """.split()
)
