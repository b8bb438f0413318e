"""Every row of the table, in the order of RELIABILITY."""

from tests.prove import intake, polls, sending, times

PROOFS = [*intake.PROOFS, *sending.PROOFS, *polls.PROOFS, *times.PROOFS]

ITEMS = {
    "A1": "write-ahead inbox",
    "A2": "idempotent effects",
    "A3": "dead letters",
    "A4": "lanes",
    "A5": "SIGTERM",
    "A6": "start, two pollers",
    "A7": "fuzz",
    "B8": "limits",
    "B9": "ambiguous sends",
    "B10": "blocked, moved, closed",
    "B11": "splitting",
    "B12": "buttons of releases",
    "C13": "poll and question",
    "C14": "voter shapes",
    "D15": "zones and clocks",
    "D16": "one push each",
    "F27": "database profile",
    "F28": "instants",
    "F29": "migrations",
    "F30": "backup",
    "F31": "database away",
}
