"""Texts that nobody means well with: each must be answered in bounded time, without an error."""

HOSTILE = {
    "empty": "",
    "spaces": " \n\t " * 1024,
    "one letter 4,096 times": "x" * 4096,
    "4,096 characters of misspelt words": ("dynamodb qeury scna " * 205)[:4096],
    "4,096 characters of unknown words": "".join(
        f"{a}{b}zq{c}x " for a in "bcdfghj" for b in "aeiou" for c in "klmnpqrst"
    )[:4096],
    "only emoji": "😀🧑‍🚀🏳️‍🌈" * 256,
    "only stop words": "what is the of and a to in " * 150,
    "only names": "dax sqs sns lsi gsi kms rds s3 " * 130,
    "comparison of everything": " vs ".join(["dax", "sqs", "sns", "kms"] * 200)[:4096],
    "control characters": "\x00\x01\x08\x1b[31m\x7f" * 512,
    "zero-width characters": "d\u200ba\u200dx\ufeff" * 512,
    "combining marks": "a" + "\u0301" * 4095,
    "right-to-left": "\u202eما هو DAX \u202d" * 200,
    "HTML": "<b><a href='https://example.org'>dax</a></b>&amp;<script>" * 70,
    "regular expression": "(a+)+$" * 683,
    "slashes": "s3/" * 1365,
    "hyphens": "-a" * 2048,
    "lone surrogates": "\ud800\udfff dax" * 400,
}
"""By what is wrong with them. At most 4,096 characters, as in a message."""
