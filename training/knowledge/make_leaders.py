#!/usr/bin/env python3
"""Writes data/leaders.tsv: who held which office when.

    training/knowledge/make_leaders.py OFFICIALS.csv FACTBOOK.csv CURRENT.csv ADDED.tsv > data/leaders.tsv

OFFICIALS: iso3,position,person,wikidata,start,end,… (office terms of Wikidata, CC0)
FACTBOOK:  iso3,gec,country,role,title_and_name,since (CIA World Factbook, public domain)
CURRENT:   iso2,country,role,title,name,wikidata,since,…
ADDED:     actor, office, name, from, until, wikidata: by hand; wins over the others, which are left out
           where the same actor and office begin within 60 days of a row added.
Offices are those of data/roles.tsv. Terms that ended before 2000 are left out.
"""

import csv
import datetime
import re
import sys

OFFICES = [
    (r"(acting |interim |transitional )?(president|king|queen|emperor|emir|sultan|pope|grand duke)( of [\w' ]+)?", "head of state"),
    (r"(acting |interim )?(prime minister|premier|federal chancellor|chancellor|taoiseach)( of [\w' ]+)?", "head of government"),
    (r"(acting )?(federal )?minister (of|for) (external|foreign) (affairs|relations)( .*)?|secretary of state|(secretary of state for )?foreign.* secretary|secretary of state for foreign.*", "foreign minister"),
    (r"(acting )?(federal )?minister (of|for) (the )?(national )?defen[cs]e|secretary of defen[cs]e|secretary of state for defen[cs]e", "defence minister"),
    (r"minister (of|for) (the )?(interior|internal affairs|home affairs)", "interior minister"),
    (r"minister (of|for) finance|secretary of the treasury|chancellor of the exchequer", "finance minister"),
    (r"vice president", "vice president"),
    (r"chief cabinet secretary", "chief cabinet secretary"),
    (r"supreme leader", "supreme leader"),
]
RULES = [(re.compile(p, re.I), office) for p, office in OFFICES]
RANKS = r"(Capt|Gen|Lt|Col|Maj|Brig|Adm|Sen|Dr|Field Marshal|Ret|Sr|Army|Corps|Interim|Acting|Transitional|represented by)\.?"
TITLES = re.compile(
    r"^(?:(?:acting|interim|transitional|co-|federal|executive|first|general|state|head of|vice|deputy|supreme|caretaker)[ -]?)*"
    r"(president|prime minister|premier|chancellor|king|queen|emperor|amir|emir|sultan|pope|grand duke|prince|sovereign|"
    r"supreme leader|governor general|governor-general|captain regents?)\b", re.I)


def office_of(title):
    for rule, office in RULES:
        if rule.fullmatch(title.strip()):
            return office
    return None


def plain_name(text):
    """'President Abdelmadjid TEBBOUNE' to ('President', 'Abdelmadjid Tebboune')."""
    found = TITLES.match(text)
    if not found:
        return None, None
    title, name = found.group(1), text[found.end():].strip(" ,")
    name = re.sub(r"\([^)]*\)|\"[^\"]*\"|^of [A-Z][a-z]+( [A-Z][a-z]+)? ", " ", name)
    words = [w for w in name.split() if not re.fullmatch(RANKS, w)]
    words = ["-".join(p.capitalize() if p.isupper() and len(p) > 1 else p for p in w.split("-")) for w in words]
    words = [w if not w.isupper() or re.fullmatch(r"[IVX]+", w) else w.capitalize() for w in words]
    return title, " ".join(words)


def days(text):
    return datetime.date.fromisoformat(text).toordinal()


def one_home(rows):
    """A sovereign of many realms, or a president with territories and a co-principality, stands for one state."""
    places = {}
    for row in rows:
        row[2] = re.sub(r"\b(I[Iiv]+|V[Ii]*|X[Iiv]*)$", lambda m: m[0].upper(), row[2])
        if row[1] == "head of state":
            places.setdefault(row[2], set()).add((row[0], bool(row[5])))
    def away(row):
        homes = places.get(row[2], ())
        if row[1] != "head of state" or len({actor for actor, _ in homes}) < 2 or row[5]:
            return False
        return any(has_id for _, has_id in homes) or (("GBR", False) in homes and row[0] != "GBR")
    return [row for row in rows if not away(row)]


def main():
    officials, factbook, current, added = sys.argv[1:5]
    rows = []
    with open(added, encoding="utf-8") as file:
        for line in file:
            if line.startswith("#") or line.startswith("actor\t"):
                continue
            rows.append(tuple(line.rstrip("\n").split("\t")))
    by_hand = {}
    for actor, office, name, start, *_ in rows:
        by_hand.setdefault((actor, office), []).append(days(start))

    def take(actor, office, name, start, end, wikidata):
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", start or "") or not name or len(name) > 60 or ord(max(name)) > 0x24F:
            return
        if re.fullmatch(r"\d{4}", end or ""):
            end += "-12-31"  # only the year is known
        elif re.fullmatch(r"\d{4}-\d\d", end or ""):
            end += "-28"
        if end and end < "2000-01-01" or (actor, office) == ("PRK", "head of state"):
            return
        if any(days(start) >= d - 60 for d in by_hand.get((actor, office), [])):
            return
        rows.append((actor, office, name, start, end, wikidata))

    iso = {}
    with open(officials, encoding="utf-8") as file:
        for row in csv.DictReader(file):
            office = office_of(row["position"])
            if office and len(row["iso3"]) == 3 and row["iso3"] != "IGO":
                if re.fullmatch(r"secretary of state", row["position"], re.I) and row["iso3"] != "USA":
                    continue
                end = row["end"]
                if not end and row["start"] < "2019":
                    continue  # a term that Wikidata forgot to close
                take(row["iso3"], office, row["person"], row["start"], end, row["wikidata"])
    seen = {}
    for actor, office, name, start, end, wikidata in rows:
        seen.setdefault((actor, office), []).append((start, end, name.split()[-1].lower()))
    with open(factbook, encoding="utf-8") as file:
        for row in csv.DictReader(file):
            title, name = plain_name(row["title_and_name"])
            if not title or not row["iso3"] or "represented" in row["title_and_name"]:
                continue
            office = office_of(title) or ("head of state" if row["role"] == "chief of state" else "head of government")
            if title.lower() in ("prince", "amir", "sovereign"):
                office = "head of state" if row["role"] == "chief of state" else "head of government"
            if name and any(name.split()[-1].lower() == n and (not e or e > row["since"]) for _, e, n in seen.get((row["iso3"], office), [])):
                continue
            iso[row["gec"]] = row["iso3"]
            take(row["iso3"], office, name, row["since"], "", "")
    two = {"AR": "ARG", "AU": "AUS", "BR": "BRA", "CA": "CAN", "CN": "CHN", "DE": "DEU", "FR": "FRA", "GB": "GBR",
           "ID": "IDN", "IN": "IND", "IT": "ITA", "JP": "JPN", "KR": "KOR", "MX": "MEX", "RU": "RUS", "SA": "SAU",
           "TR": "TUR", "US": "USA", "ZA": "ZAF", "BN": "BRN", "KH": "KHM", "LA": "LAO", "MM": "MMR", "MY": "MYS",
           "PH": "PHL", "SG": "SGP", "TH": "THA", "VN": "VNM", "TL": "TLS"}
    with open(current, encoding="utf-8") as file:
        for row in csv.DictReader(file):
            office = office_of(row["title"])
            if office and row["iso2"] in two:
                take(two[row["iso2"]], office, row["name"], row["since"], "", row["wikidata"])

    # A successor closes an open term; of two rows for one person's term the one with an id stays.
    unique = {}
    for row in sorted(set(rows), key=lambda r: (r[0], r[1], r[3], -len(r[5]))):
        key = (row[0], row[1], row[2].split()[-1].lower(), row[3][:7])
        unique.setdefault(key, list(row))
    rows = one_home(sorted(unique.values(), key=lambda r: (r[0], r[1], r[3], r[2])))
    for first, second in zip(rows, rows[1:]):
        if first[:2] == second[:2] and not first[4]:
            first[4] = second[3]
    print("# origin: office terms of Wikidata (CC0), CIA World Factbook (public domain), public facts added by hand")
    print("# origin: written by training/knowledge/make_leaders.py")
    print("# licence: CC0-1.0")
    print("# actor: ISO 3166 alpha-3 of a country or the key of organizations.tsv; office: as in roles.tsv; until: the day after; empty = in office")
    print("actor\toffice\tname\tfrom\tuntil\twikidata")
    for row in rows:
        print("\t".join(row))


main()
