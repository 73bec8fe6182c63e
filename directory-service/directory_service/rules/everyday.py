"""Everyday German and what it is called in records: people say *Flüchtlinge*, groups write *Geflüchtete*.

A list of the field's own vocabulary, the same in every city, and not of questions; what only one city says stands in
its list of synonyms. By subject: people, what one does, things, food, gardens, energy, ways, having a say, learning.
"""

from directory_service.rules.finding import spelt

_SHORTEST_END = 6
_ENDINGS = ("", "e", "n", "en", "er", "ern", "es", "em", "s", "nen", "innen")
_SAID = """
    Flüchtling=Geflüchtete Migrant=Geflüchtete Asylbewerber=Geflüchtete Ausländer=Geflüchtete,mehrsprachig
    Zugewanderte=Geflüchtete,mehrsprachig Rentner=Senioren Rentnerin=Senioren Pensionär=Senioren Großeltern=Senioren
    Opa=Senioren Oma=Senioren Greise=Senioren Teenager=Jugend Teenie=Jugend Jugendlicher=Jugend Azubi=Jugend
    Student=Studierende Studentin=Studierende Uni=Hochschule,Studierende Universität=Hochschule,Studierende
    Kindergarten=Kita,Kinder Krippe=Kita Kleinkind=Kita,Familie Baby=Familie Hort=Schule,Kinder Grundschule=Schule
    Gymnasium=Schule Schüler=Schule Lehrer=Schule Lehrerin=Schule Erzieher=Kita Erzieherin=Kita Eltern=Familie
    Mutter=Familie Vater=Familie Mama=Familie Papa=Familie Behinderung=barrierefrei,Rollstuhl Behinderte=barrierefrei
    Rollator=Rollstuhl,barrierefrei Gehörlose=Gebärdensprache Kollege=Firmenteam Betrieb=Firmenteam
    Unternehmen=Firmenteam Hausbesitzer=Sanierung,Altbau Eigenheim=Sanierung,Heizung Vermieter=Mieter Christ=Kirche
    Gottesdienst=Kirche Gemeinde=Kirche einsam=Nachbarschaft,Telefon,Senioren Einsamkeit=Nachbarschaft,Telefon,Senioren

    joggen=Laufen,Sport rennen=Laufen,Sport Fitness=Sport,Laufen wandern=Spaziergang,Führung Ausflug=Führung,Familie
    Wanderung=Spaziergang,Führung basteln=Bauen,Werkstatt werkeln=Bauen,Werkstatt tüfteln=Experimente,Reparieren
    knipsen=Fotografie Foto=Fotografie musizieren=Musik,Chor Gesang=Singen Lied=Singen mitsingen=Singen
    Konzert=Musik,Chor filmen=Medien Video=Medien backen=Kochen grillen=Kochen,Essen plaudern=Gespräch,Telefon
    quatschen=Gespräch,Telefon telefonieren=Telefon anrufen=Telefon betreuen=Betreuung aufpassen=Kinderbetreuung
    Nachhilfe=Schule,Lernen übersetzen=Sprachen dolmetschen=Sprachen Dolmetscher=Sprachen entspannen=Erholung
    Entspannung=Erholung ausruhen=Erholung abschalten=Erholung Stress=Erholung,Achtsamkeit Burnout=Erholung
    Meditation=Achtsamkeit Yoga=Achtsamkeit kennenlernen=Treffen,Nachbarschaft Langeweile=Ehrenamt
    Beschäftigung=Ehrenamt Aufgabe=Ehrenamt Tätigkeit=Ehrenamt Freiwilligendienst=Ehrenamt ehrenamtlich=Ehrenamt
    freiwillig=Ehrenamt,Freiwillige Engagement=Ehrenamt helfen=Ehrenamt mithelfen=Ehrenamt mitmachen=Ehrenamt
    engagieren=Ehrenamt machen=Ehrenamt tun=Ehrenamt Klimaschutz=Klima,Klimafragen

    spenden=Verschenken,Spende Spende=Verschenken,Umsonstladen abgeben=Verschenken,Umsonstladen
    weggeben=Verschenken,Umsonstladen weitergeben=Verschenken,Tauschen ausmisten=Umsonstladen,Verschenken
    entrümpeln=Umsonstladen,Verschenken entsorgen=Müll,Verschenken wegwerfen=Retten,Wiederverwendung
    wegschmeißen=Retten,Wiederverwendung Verschwendung=Retten,Wiederverwendung Flohmarkt=Secondhand,Tauschen
    Trödel=Secondhand,Umsonstladen Tauschbörse=Tauschen,Umsonstladen gebraucht=Secondhand,Wiederverwendung
    gratis=kostenlos umsonst=kostenlos billig=günstig,kostenlos preiswert=günstig Kleider=Kleidung
    Anziehsachen=Kleidung Hose=Kleidung,Nähen Pullover=Kleidung Jacke=Kleidung Reißverschluss=Nähen Knopf=Nähen
    Stoff=Nähen Laptop=Elektrogeräte,Reparieren Computer=Elektrogeräte,Reparieren Drucker=Elektrogeräte,Reparieren
    Smartphone=Handy,Elektrogeräte Fernseher=Elektrogeräte,Reparieren Radio=Elektrogeräte,Medien
    Waschmaschine=Elektrogeräte,Reparieren Kaffeemaschine=Elektrogeräte,Reparieren Staubsauger=Elektrogeräte,Reparieren
    Mixer=Elektrogeräte,Reparieren Föhn=Elektrogeräte,Reparieren defekt=Reparieren borgen=Ausleihe mieten=Ausleihe
    Verleih=Ausleihe Beamer=Ausleihe Leiter=Ausleihe Möbel=Umsonstladen,Verschenken Sofa=Umsonstladen,Verschenken
    Schrank=Umsonstladen,Verschenken Bretter=Bauholz,Baustoffe Baumaterial=Baustoffe

    Nahrung=Lebensmittel Nahrungsmittel=Lebensmittel Reste=Lebensmittel Bio=Regional,Landwirtschaft
    Bauer=Landwirtschaft,Acker Bauernhof=Landwirtschaft,Acker Hofladen=Landwirtschaft,Regional Feld=Acker
    anbauen=Garten,Hochbeet,Acker Anbau=Garten,Acker Supermarkt=Einkaufen vegan=Kochen,Ernährung
    vegetarisch=Kochen,Ernährung Suppenküche=Stadtteilküche Mittagessen=Kochen,Essen Abendessen=Kochen,Essen
    Verpackung=Unverpackt,Mehrweg verpackungsfrei=Unverpackt,Mehrweg plastikfrei=Unverpackt,Mehrweg Becher=Mehrweg,Pfand
    Einweg=Mehrweg,Pfand Durst=Trinkbrunnen,Wasser Leitungswasser=Trinkbrunnen,Wasser Trinkflasche=Trinkbrunnen

    Unkraut=Jäten,Garten jäten=Garten Kräuter=Saatgut,Garten Tomaten=Gemüse Kartoffeln=Gemüse Gurken=Gemüse
    Erdbeeren=Obst Kirschen=Obst Pflaumen=Obst Birnen=Obst Samen=Saatgut säen=Saatgut aussäen=Saatgut Dürre=Trockenheit
    wässern=Gießen bewässern=Gießen Bewässerung=Gießen Wildblumen=Blühwiese,Saatgut Rasen=Wiese
    Grünfläche=Wiese,Garten Vögel=Nistkasten,Artenschutz Hummel=Wildbienen,Bienen Imker=Bienen Falter=Schmetterlinge
    Käfer=Insekten Frosch=Amphibien,Kröten Molch=Amphibien Wildtier=Artenschutz,Tierpflege Tierheim=Tierpflege
    Tierschutz=Artenschutz,Tierpflege Naturschutz=Artenschutz Artensterben=Artenschutz Umweltschutz=Umwelt,Artenschutz

    PV=Photovoltaik Solarzelle=Photovoltaik,Solarstrom Solarpanel=Photovoltaik,Solarstrom
    Solaranlage=Photovoltaik,Solarstrom Photovoltaik=Solarstrom,Balkonkraftwerk Ökostrom=Solarstrom,Bürgerenergie
    Windkraft=Windrad Gasheizung=Heizung,Wärmepumpe Ölheizung=Heizung,Wärmepumpe Fernwärme=Wärmenetz,Nahwärme
    Thermostat=Heizung frieren=Heizung,Dämmung kalt=Heizung,Dämmung zugig=abdichten,Dämmung undicht=abdichten,Dämmung
    Schimmel=Dämmung,Sanierung renovieren=Sanierung sanieren=Sanierung Renovierung=Sanierung isolieren=Dämmung
    Isolierung=Dämmung Nachzahlung=Nebenkosten,Heizkosten Betriebskosten=Nebenkosten,Heizkosten
    Energiekosten=Energieberatung,Stromsparen Stromkosten=Stromsparen,Energieberatung
    Stromrechnung=Stromsparen,Energieberatung Stromfresser=Stromsparen,Energieberatung Klimaanlage=Hitzeschutz
    Ventilator=Hitzeschutz Sonnenschutz=Hitzeschutz Rollo=Hitzeschutz Schatten=Hitzeschutz
    Abkühlung=Hitze Dachgeschoss=Hitzeschutz,Dämmung Sommerhitze=Hitze

    Nahverkehr=ÖPNV,Straßenbahn Verbindung=ÖPNV,Takt Fahrplan=ÖPNV,Takt Fahrkarte=Tickets,ÖPNV Monatskarte=Tickets,ÖPNV
    Bürgersteig=Gehweg Gehsteig=Gehweg Fußgänger=Fußverkehr,Gehweg Zebrastreifen=Fußverkehr,Ampel
    Bordstein=Gehweg,Barrierefreiheit Kinderwagen=Gehweg,Barrierefreiheit Raser=Verkehrssicherheit
    Umzug=Lastenrad,Transport
    transportieren=Lastenrad,Transport radeln=Radfahren,Fahrrad Radler=Fahrrad Pedelec=Fahrrad Reifen=Fahrradwerkstatt
    Panne=Fahrradwerkstatt

    mitbestimmen=Beteiligung mitentscheiden=Beteiligung Mitbestimmung=Beteiligung Bürgerbeteiligung=Beteiligung
    Demonstration=Demo Protest=Demo demonstrieren=Demo Rathaus=Stadtverwaltung Behörde=Stadtverwaltung
    Finanzierung=Fördermittel,Förderung finanziell=Fördermittel,Förderung Zeitung=Medien Presse=Medien
    Instagram=Medien Theater=Kultur

    Pollen=Allergie Heuschnupfen=Allergie Asthma=Allergie,Luft Krankenhaus=Klinik,Pflege Arzt=Medizin,Gesundheit
    Altenheim=Pflegeheim,Senioren Seniorenheim=Pflegeheim,Senioren Feinstaub=Luft Luftverschmutzung=Luft
    Seminar=Kurs,Workshop Schulung=Kurs Weiterbildung=Erwachsenenbildung,Kurs Fortbildung=Erwachsenenbildung,Kurs
    Volkshochschule=Erwachsenenbildung,Kurs Webinar=Online,Vortrag Technik=Experimente Naturwissenschaft=Experimente
    Messung=Messen Thermometer=Messen,Temperatur Projektwoche=Schule,Umweltbildung Klassenfahrt=Schule,Umweltbildung
    Exkursion=Führung,Umweltbildung Geburtstag=Kinder,Familie Ferienlager=Ferien Urlaub=Ferien
"""


def _parted(line: str) -> tuple[str, tuple[str, ...]]:
    said, meant = line.split("=")
    return spelt(said), tuple(meant.split(","))


MEANT: dict[str, tuple[str, ...]] = dict(map(_parted, _SAID.split()))


def said_otherwise(word: str) -> tuple[str, ...]:
    """Return what a word is called in records, by any of its forms."""
    return next((MEANT[form] for form in _forms(spelt(word)) if form in MEANT), ())


def end_said_otherwise(word: str) -> tuple[str, ...]:
    """Return what the last part of a compound is called in records: the Spende of a Kleiderspende."""
    whole = spelt(word)
    ends = (whole[start:] for start in range(1, len(whole) - _SHORTEST_END + 1))
    return next((MEANT[form] for end in ends for form in _forms(end) if form in MEANT), ())


def _forms(word: str) -> list[str]:
    return [word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)]
