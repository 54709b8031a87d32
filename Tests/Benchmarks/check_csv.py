"""Checks a sheet with Python's csv module: two regular expressions, and a set to find repeated numbers."""

import csv
import re
import sys

NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
VOICE = re.compile(r"([a-z]{2,3}-[A-Z]{2})-\w+-\w+")


def check(path):
    rows = bad = disagreeing = repeated = 0
    seen = set()
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        header = next(reader)
        phone, language, voice = (header.index(name) for name in ("phone_number", "asr_lang_code", "voice_name"))
        for row in reader:
            rows += 1
            number = row[phone]
            if not NUMBER.fullmatch(number):
                bad += 1
            match = VOICE.fullmatch(row[voice])
            if not match or match[1] != row[language]:
                disagreeing += 1
            if number in seen:
                repeated += 1
            seen.add(number)
    return rows, bad, disagreeing, repeated


print(check(sys.argv[1]))
