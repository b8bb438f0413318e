"""From text to the words that are compared: folded, cut, light-stemmed. General English, no subject in it."""

import re
from collections.abc import Container, Sequence
from functools import lru_cache
from unicodedata import category, combining, normalize

MAX_CHARACTERS = 1024
MAX_WORDS = 96
"""Of a longer query only this much is ranked."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORD = re.compile(r"[^\W_]+")
APOSTROPHES = str.maketrans("", "", "'’`")
_LETTERS = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)} | dict.fromkeys(b"'`")
"""Of printable ASCII, which needs no more to be folded and cut."""

_LINES = _LETTERS | {ord("\n"): "\n"}

STOP = _words("""
    a an the and or but if of in on at to for from by with into about as is are was were be been being am do does
    did done doing have has had having can could may might must shall should will would no nor so than then that
    this these those it its i me my mine we us our you your he she they them their there here what which who whom
    whose when where why how whats hows wheres whos dont doesnt cant isnt im ive id tell explain describe give show
    say mean means meaning meant know want need get got please pls plz thx thanks thank hey hi hello yo ok okay lol
    u ur r wat wut sum1 someone anyone bro dude mate sir exactly actually just really also too very much many some
    any one thing things stuff kind sort way like use used using define definition short quick quickly question
    answer help understand deal work works anything something everything ist que best good great better w cases yet
    several possible try come happen happens difference differences differ differs compare compared versus vs
    between not without stand stands full form going put make makes made take takes let lets even all still always
    never ever only again often somebody everybody people gimme eli5 wtf omg tho cuz bout dunno clue sure maybe look
    find long own lots bit while because until before after during there's since
""")
"""Words that say nothing about the subject, unless the subject has one of them as a name."""

_LINKS = _words("a an the of in on for to with by and")
"""What may be missing in a name."""

SYNONYMS = tuple(
    tuple(group.split())
    for group in """
    max maximum most biggest largest limit highest upper
    min minimum least smallest lowest
    delete remove erase discard clear
    create launch provision setup build
    change modify edit update alter replace
    start begin launch trigger
    stop end terminate shutdown close
    display view picture visualize draw graph
    send deliver publish push
    receive fetch retrieve read pull
    keep store retain save hold
    cheap cheapest inexpensive cost lowest price discount
    pay charge cost bill price fee money
    fast speed performance latency faster accelerate quick
    slow latency penalty overloaded stress
    user person visitor client customer
    server machine host computer instance
    copy replica duplicate clone
    error failure fail problem fault outage crash disaster
    secure protect security safe
    allow permit grant permission
    forbid deny block reject refuse
    type option variety category mode
    advantage benefit pro
    disadvantage drawback con penalty downside
    size big large
    wait timeout
    order sequence sort
    whole entire complete every
    automatic itself
    simple easy
    old previous former stale outdated
    new latest newest current fresh
    picture image photo
    location folder directory place
    world global universal worldwide
    file object document
    request call
    traffic load
    split divide distribute spread
    mail email
    combine merge integrate join
    frequent daily day
    rare infrequent seldom
    empty missing null
    duplicate twice repeat
    developer programmer
    language programming
    contain consist include component part
    disk drive volume
    analysis analytic report
    undo rollback revert
    human manual person
    account sign
    encrypt encryption
    login sign authenticate
    environment staging
    version revision release
    licence license
    retry repeat
    interrupt terminate
    hour minute second day
    downtime interruption
    receiver recipient subscriber consumer
    many multiple number count
    result output
    row record
    name alias
    column attribute field
    right permission access privilege
    guest anonymous unauthenticated
    video camera footage
    phone mobile device
    attack hostile hacker
    peak burst spike
    unused idle spare leftover
    backup snapshot
    region country continent
    internet public
    monitor watch observe
    trace track follow
    lost lose missing
    ranking rank leaderboard
    password credential
    expire expiry lifetime
    reboot restart
    access reachable accessible
    inside within internal
    outside external
    step stage phase
    approval approve manual
    code source program software
    test check validate verify
    staff employee member
    shared common
    mistake wrong error
    expensive cost
    predict plan unknown
    nightly daily weekly
    sum total
    hide invisible
    answer reply response
    often frequent
    rarely infrequent seldom
    survive persist durable
    concurrent parallel simultaneous
    notify alert inform
    boss manager chief supervisor
    movie film video
    website site page web
    colleague coworker teammate
    company firm organisation organization business enterprise
    huge giant large big
    tiny small little
    identical same equal
    various different distinct
    vanish disappear lost gone
    quit leave resign
    accept approve confirm
    restore recover undo
    broken fail crash
    unavailable unreachable down
    rid discard delete remove purge wipe throw
    exchange swap switch
    laptop pc computer
    team group department
    permanent forever always
    temporary brief short
    unpredictable unknown irregular unexpected
    steady constant continuous regular
    instant immediate once
    delay latency lag wait
    restrict limit throttle
    prevent block ban forbid
    attacker hacker intruder malicious
    diagram graph chart picture
    ensure guarantee enforce
    mandatory required
    own custom
    remote far distant overseas abroad
    message text sms
    score rank points
    buyer shopper customer client
    buy purchase order
    invoice bill
    bug defect error
    repair fix solve
    investigate debug diagnose troubleshoot
    log record
    history past previous
    url address link
    isolated private separate apart
    template blueprint
    portion part share fraction percent percentage piece weight
    gradual slow step
    download fetch retrieve
    upload send put
    container docker
    processor worker consumer
    device sensor
    lookup search find query
    filter condition
    average mean
    string text
    double duplicate twice
    zone datacenter datacentre center centre
    premises office onsite
    yearly annual year
    monthly month
    weekly week
    automated automatic
    hand manual
    protect safeguard
    physical hardware
    continue resume
    quota limit
    simultaneous together
    modify adjust
    visitor guest
    enough sufficient
    obtain get
    """.strip().split("\n")
)
"""Everyday words of about the same meaning. They count less than the word itself."""

EVERYDAY = (
    STOP
    | _words(" ".join(map(" ".join, SYNONYMS)))
    | _words("""
    options option ways list example examples kinds advantages disadvantages pros cons components parts features
    together search improve quickly easily slowly problem issue fix solve solution choose pick explain steps step
    weird strange important main common popular enough extra few half least less more nothing nobody none several
    above below near far around inside outside away back front top bottom left right high low small little young
    money people man woman child world country house city street road car water food day days week month year years
    morning evening night hour hours minute time times today tomorrow yesterday soon later early late
    think believe say said tell told ask asked call called talk hear heard listen write written learn teach
    run walk go went gone come came leave left arrive stay live die kill eat drink sleep buy sell lose win
    happy sad tired angry nice kind beautiful ugly strong weak heavy light hot cold warm full empty open closed
    red green black white one two three four five six seven eight nine ten hundred thousand million first second
    third last next other another every each both own same different able unable ready possible impossible
    tried tries trying used uses worked works needed needs wanted wants started stopped changed moved kept lost built
    bought sold made done seen known given taken found thought meant sent held stood understood began begun
    should would could might must lots whole nearly almost quite rather exactly maybe perhaps probably certainly
    office company boss colleague customer customers team student students teacher school exam test book page
""")
)
"""Words of everyday English. Where the notes lack one of them, the question need not be about something else."""

_FOREIGN = """
    difference: diferencia diferencias unterschied unterschiede différence diferença differenza 区别 差別 разница
    between: entre zwischen между
    and: y und et e 和 и
    or: oder ou o
    maximum: máximo maximal maximale massimo 最大 最多
    minimum: mínimo minimal 最小
    size: tamaño größe taille tamanho dimensione 大小
    file: archivo datei fichier arquivo 文件
    default: defecto predeterminado défaut padrão 默认
    number: cuántos cuántas cuánto wieviel wieviele combien quantos quanti 多少 几个
    types: tipos typen arten möglichkeiten tipi 种类 类型
    what: qué was quoi que cosa 什么 kya что
    how: wie cómo comment 如何 怎么 怎样 kaise как
    the: el la los las le les der die das des du del de
    is: es ist sind est hai 是
    a: un una ein eine
    for: para por pour für
    with: con mit avec
    : cuál cuales en sin significa explica hay viel viele wo wann warum ohne bedeutet heißt ich gibt welche quel
    : quelle quels cest pourquoi qual cos che hota hain kitna kitne ka ki ke mein 的 吗 такое это
"""

_SHORT = """
    deduplication: dedup dedupe
    configuration: config conf cfg
    authentication: authn
    authorization: authz
    authenticate: auth
    parameter: param
    parameters: params
    environment: env
    environments: envs
    repository: repo
    certificate: cert
    certificates: certs
    credentials: creds cred
    permission: perm
    permissions: perms
    organization: org
    function: func fn
    functions: funcs
    message: msg
    messages: msgs
    password: pwd pw
    account: acct acc
    replica: repl
    connection: conn
    connections: conns
    distribution: distro
    management: mgmt
    image: img
    picture: pic
    command: cmd
    directory: dir
    request: req
    requests: reqs
    response: resp
    temporary: temp tmp
    database: db
    databases: dbs
    subscription: subs
    notification: notif
    notifications: notifs
    asynchronous: async
    synchronous: sync
    statistics: stats
    information: info
    production: prod
    application: app
    applications: apps
    specification: spec
    average: avg
    quantity: qty
    administrator: admin
    performance: perf
    availability: avail
    recovery: recov
    priority: prio
    generation: gen
    second: sec
    seconds: secs
    minutes: mins
    hours: hrs
"""
FOREIGN: dict[str, str] = {}
"""The words of a question in other languages, and words cut short → ours. Read so where the notes lack them."""

COUNTING = re.compile(
    r"\b(?:how (?:many|much|long|big|large|often|fast|old)"
    r"|max(?:imum)?|min(?:imum)?|limits?|quotas?|default|size|number|count|biggest|largest|smallest|most|days|hours|seconds|minutes)\b"
)
LISTING = re.compile(
    r"\b(?:list|types?|kinds?|options?|ways|which|components?|parts|examples?|use cases|advantages|disadvantages"
    r"|strategies|policies|languages|services|engines|platforms|classes|commands|levels|providers|consist of|events"
    r"|hooks|formats?)\b"
)
FORMS = _words("types type kinds ways examples example")
"""Words for the form of an answer: they say nothing about the subject where others do."""

COMPARING = re.compile(r"\b(?:vs\.?|versus|compared (?:to|with)|differences?|differ|better|or)\b|/", re.IGNORECASE)
SIDES = re.compile(r"\s+(?:vs\.?|versus|compared to|compared with|and|or|from)\s+|\s*/\s*", re.IGNORECASE)
BETWEEN = re.compile(
    r".*?\b(?:differences?\s+(?:between|of|in)|between|compare|differ)\b\s*",
    re.IGNORECASE | re.DOTALL,
)
DEFINING = re.compile(
    r"\s*(?:(?:so|ok|hey|hi|sup|yo|pls|plz|please|wtf|can (?:you|u|sum1|someone)|tell me|i dont know|and)\W+)*"
    r"(?:w[h]?[au]t(?:'?s| is| are| does| ist| even is|\s+do you know about)?|what|define|explain|eli5|meaning of"
    r"|describe|tell me (?:about|bout)|gimme)\b",
    re.IGNORECASE,
)

GREETINGS = _words("hi hello hey hola yo morning evening afternoon night greetings howdy sup bye goodbye cya")
THANKS = _words("""
    thanks thank thx ty tnx cheers merci gracias danke great cool nice perfect awesome ok okay
""")
SMALL = _words("""
    lol haha hahaha lmao later u there so much very man bro dude me too day good a the well all for that it is was
    really how are im i m am fine this my your bot you who what robot human real name made funny see tomorrow today
    tired bored boring luck everyone guys omg will fail hungry bad sad happy a lot love hate stupid smart can help
    do doing going tonight sleep have no time up whats not feel feeling
""")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case, compatibility forms resolved, accents and invisible characters gone."""
    letters = normalize("NFKD", text.casefold())
    kept = (c if category(c) not in {"Cf", "Cc"} else " " if c in "\n\t\r" else "" for c in letters if not combining(c))
    return "".join(kept)


def cut(text: str) -> list[str]:
    """The words of a text in order, folded: letters and digits only, apostrophes closed up."""
    if text.isascii() and text.isprintable():
        return text.translate(_LETTERS).split()
    return _WORD.findall(fold(text).translate(APOSTROPHES))


def cut_each(texts: Sequence[str]) -> list[list[str]]:
    """The words of each of several texts, as `cut` gives them, but sooner."""
    together = "\n".join(texts)
    if together.count("\n") != len(texts) - 1 or not together.replace("\n", "").isprintable():
        return list(map(cut, texts))
    lines = together.translate(_LINES).split("\n")
    return [line.split() if text.isascii() else cut(text) for text, line in zip(texts, lines, strict=True)]


def spaced(text: str) -> str:
    """Spaces around the question words of languages that write without any."""
    return text if text.isascii() else _UNSPACED.sub(lambda found: f" {found[0]} ", text)


def ours(text: str, known: Container[str]) -> str:
    """The text folded, with the question words of other languages put into ours where the notes lack them."""

    def put(found: re.Match[str]) -> str:
        word = found[0]
        return word if word in known or word not in FOREIGN else FOREIGN[word]

    return _WORD.sub(put, fold(spaced(text)).translate(APOSTROPHES))


def linked(words: Sequence[str]) -> tuple[str, ...]:
    """The stems of a name or a phrase, without the small words that may be missing in it."""
    if _LINKS.isdisjoint(words):
        return tuple(map(stem, words))
    return tuple(stem(word) for word in words if word not in _LINKS) or tuple(words)


_ENDINGS = (
    ("ibilities", "ib"), ("abilities", "ab"), ("ations", "at"), ("ation", "at"), ("ments", "ment"), ("ingly", ""),
    ("ings", ""), ("ing", ""), ("ies", "y"), ("ied", "y"), ("edly", ""), ("ers", "er"), ("sses", "ss"), ("ches", "ch"),
    ("shes", "sh"), ("xes", "x"), ("ed", ""), ("es", "e"), ("ly", ""), ("s", ""),
)  # fmt: skip
_VOWEL = re.compile(r"[aeiouy]")


_IRREGULAR = {
    form: base
    for line in """
        keep kept; send sent; lose lost; build built; hold held; write wrote written; choose chose chosen
        take took taken; give gave given; find found; pay paid; buy bought; sell sold; break broke broken
        begin began begun; run ran; bring brought; catch caught; teach taught; forget forgot forgotten
        get got gotten; lead led; hide hid hidden; steal stole stolen; grow grew grown; throw threw thrown
        choose choice; person people; child children
        """.replace("\n", ";").split(";")
    if line.strip()
    for base, *forms in [line.split()]
    for form in forms
}


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A light stem: endings off, a doubled last consonant and a last e closed. Short words and numbers stay."""
    word = _IRREGULAR.get(word, word)
    if len(word) < 4 or not word.isalpha():
        return word[:-1] if word[-1] == "s" and word[:-1].isdigit() else word
    if word.endswith(("ss", "us", "is")):
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending):
            base = word[: -len(ending)] + instead
            if len(base) >= 3 and _VOWEL.search(base):
                return _closed(base)
            break
    return _closed(word)


def _learn_foreign() -> None:
    for line in (*_FOREIGN.strip().split("\n"), *_SHORT.strip().split("\n")):
        ours, theirs = line.split(":")
        FOREIGN.update({fold(word): ours.strip() for word in theirs.split()})


def _closed(base: str) -> str:
    if len(base) > 4 and base[-1] == base[-2] and base[-1] not in "aeiouls":
        base = base[:-1]
    return base[:-1] if len(base) > 4 and base.endswith("e") else base


_learn_foreign()
_UNSPACED = re.compile("|".join(sorted((word for word in FOREIGN if ord(word[0]) > 0x2E80), key=len, reverse=True)))
