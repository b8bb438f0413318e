"""From "it is 22:40 here" or "Madrid" to a zone: cities that people know, most people first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from unicodedata import combining, normalize
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz, process

SURE = 90.0
"""The likeness (0-100) from which a typed city is taken as meant."""

_STEP = timedelta(minutes=15)
"""Every zone in use is a whole number of quarters of an hour from UTC."""


@dataclass(frozen=True, slots=True)
class City:
    """zone: IANA name."""

    name: str
    zone: str


_NAMED = """
Shanghai=Asia/Shanghai; Delhi=Asia/Kolkata; London=Europe/London; New York=America/New_York; São
Paulo=America/Sao_Paulo; Mexico City=America/Mexico_City; Cairo=Africa/Cairo; Tokyo=Asia/Tokyo;
Jakarta=Asia/Jakarta; Lagos=Africa/Lagos; Los Angeles=America/Los_Angeles; Paris=Europe/Paris;
Moscow=Europe/Moscow; Istanbul=Europe/Istanbul; Karachi=Asia/Karachi; Dhaka=Asia/Dhaka; Bogotá=America/Bogota;
Buenos Aires=America/Argentina/Buenos_Aires; Tehran=Asia/Tehran; Nairobi=Africa/Nairobi; Madrid=Europe/Madrid;
Berlin=Europe/Berlin; Chicago=America/Chicago; Manila=Asia/Manila; Seoul=Asia/Seoul; Bangkok=Asia/Bangkok;
Johannesburg=Africa/Johannesburg; Sydney=Australia/Sydney; Lima=America/Lima; Singapore=Asia/Singapore; Hong
Kong=Asia/Hong_Kong; Dubai=Asia/Dubai; Riyadh=Asia/Riyadh; Toronto=America/Toronto; Denver=America/Denver;
Kyiv=Europe/Kyiv; Warsaw=Europe/Warsaw; Rome=Europe/Rome; Amsterdam=Europe/Amsterdam; Athens=Europe/Athens;
Lisbon=Europe/Lisbon; Dublin=Europe/Dublin; Zurich=Europe/Zurich; Vienna=Europe/Vienna;
Stockholm=Europe/Stockholm; Helsinki=Europe/Helsinki; Bucharest=Europe/Bucharest; Prague=Europe/Prague;
Casablanca=Africa/Casablanca; Accra=Africa/Accra; Addis Ababa=Africa/Addis_Ababa; Caracas=America/Caracas;
Santiago=America/Santiago; Havana=America/Havana; Halifax=America/Halifax; St. John's=America/St_Johns;
Anchorage=America/Anchorage; Phoenix=America/Phoenix; Honolulu=Pacific/Honolulu; Kabul=Asia/Kabul;
Kathmandu=Asia/Kathmandu; Colombo=Asia/Colombo; Yangon=Asia/Yangon; Tashkent=Asia/Tashkent; Almaty=Asia/Almaty;
Yekaterinburg=Asia/Yekaterinburg; Novosibirsk=Asia/Novosibirsk; Vladivostok=Asia/Vladivostok; Baku=Asia/Baku;
Jerusalem=Asia/Jerusalem; Adelaide=Australia/Adelaide; Darwin=Australia/Darwin; Brisbane=Australia/Brisbane;
Perth=Australia/Perth; Eucla=Australia/Eucla; Lord Howe=Australia/Lord_Howe; Auckland=Pacific/Auckland;
Chatham=Pacific/Chatham; Nouméa=Pacific/Noumea; Suva=Pacific/Fiji; Apia=Pacific/Apia;
Tongatapu=Pacific/Tongatapu; Kiritimati=Pacific/Kiritimati; Pago Pago=Pacific/Pago_Pago;
Marquesas=Pacific/Marquesas; Gambier=Pacific/Gambier; Azores=Atlantic/Azores; Cape Verde=Atlantic/Cape_Verde;
Nuuk=America/Nuuk; Noronha=America/Noronha; South Georgia=Atlantic/South_Georgia; Adak=America/Adak;
Mumbai=Asia/Kolkata; Bengaluru=Asia/Kolkata; Beijing=Asia/Shanghai; Washington=America/New_York;
Boston=America/New_York; San Francisco=America/Los_Angeles; Seattle=America/Los_Angeles;
Barcelona=Europe/Madrid; Munich=Europe/Berlin; Hamburg=Europe/Berlin; Rio de Janeiro=America/Sao_Paulo; Abu
Dhabi=Asia/Dubai; Hanoi=Asia/Bangkok; Saint Petersburg=Europe/Moscow; Lahore=Asia/Karachi; Kyoto=Asia/Tokyo;
Osaka=Asia/Tokyo; Miami=America/New_York; Dallas=America/Chicago; Houston=America/Chicago;
Edinburgh=Europe/London; Cape Town=Africa/Johannesburg; Abuja=Africa/Lagos
"""

CITIES = tuple(City(*pair.strip().split("=")) for pair in _NAMED.replace("\n", " ").split(";"))


def showing(minute: int, now: datetime, most: int = 3) -> list[City]:
    """Cities where clocks show about `minute` (after midnight) at `now` (UTC), each in a zone of its own."""
    local = now.hour * 60 + now.minute
    offset = timedelta(minutes=(minute - local + 720) % 1440 - 720)
    nearest = round(offset / _STEP) * _STEP
    wanted = {nearest, nearest + timedelta(days=1), nearest - timedelta(days=1)}
    found: dict[str, City] = {}
    for city in CITIES:
        if now.astimezone(ZoneInfo(city.zone)).utcoffset() in wanted:
            found.setdefault(city.zone, city)
    return list(found.values())[:most]


def named(text: str, most: int = 3) -> tuple[City | None, list[City]]:
    """The city that was typed, when that is clear; and the most alike ones, when it is not."""
    wanted = _fold(text)
    names = _names()
    if not wanted:
        return None, []
    if wanted in names:
        return names[wanted], []
    alike = process.extract(wanted, names.keys(), scorer=fuzz.ratio, limit=most, score_cutoff=60.0)
    if alike and alike[0][1] >= SURE:
        return names[alike[0][0]], []
    return None, [names[name] for name, _score, _place in alike]


@cache
def _names() -> dict[str, City]:
    """Every city and every IANA zone by its folded name; the well-known ones win."""
    zones = (files("tzdata") / "zones").read_text("ascii").split()
    plain = {_fold(z.split("/")[-1]): City(z.split("/")[-1].replace("_", " "), z) for z in zones if "/" in z}
    whole = {_fold(z): City(z, z) for z in zones}
    return {**plain, **whole, **{_fold(city.name): city for city in CITIES}}


def _fold(text: str) -> str:
    letters = (c for c in normalize("NFKD", text.casefold()) if not combining(c))
    return " ".join("".join(c if c.isalnum() or c in "+-/" else " " for c in letters).split())[:60]
