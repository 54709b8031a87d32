#!/usr/bin/env python3
"""Writes e164-verdicts.txt: what PyPI phonenumbers says of more than 120,000 numbers.

    python3 -m venv /tmp/reference && /tmp/reference/bin/pip install phonenumbers==9.0.43
    /tmp/reference/bin/python Tests/TelephonyTests/Reference/generate_reference.py

The same library version gives the same bytes. One number a line, sorted, without its `+`, behind its verdict:

    V  valid: the library knows a range that the number is in. Must pass.
    B  between: possible but in no known range. Must pass, as ranges are opened more often than tables are updated.
    I  impossible: does not parse, is possible for nobody abroad (is_possible_number_with_reason is not IS_POSSIBLE),
       or has more than 15 digits. Must fail.
    T  trunk prefix: what follows the calling code begins with what is dialled only inside the country, and no number
       of that plan can begin so (the column `trunk_prefix` of e164-calling-codes.csv). Must fail, possible or not.
    L  local: valid and not possible at once, as the library has it of Canada's seven-digit +1 310 numbers, which can
       only be dialled there (IS_POSSIBLE_LOCAL_ONLY). Must fail: to a caller abroad three digits are missing.

A number stands for itself. Where phonenumbers.parse takes digits out (a trunk prefix, a carrier code) or changes them,
so that the number it formats is not the number it was given, its verdict is about another number. Then the digits are
judged as they were written, put into a PhoneNumber object without parsing.
"""

import csv
import random
import sys
from pathlib import Path

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult

VERSION = "9.0.43"
HERE = Path(__file__).resolve().parent
CALLING_CODES = HERE.parents[2] / "Sources" / "Telephony" / "Data" / "e164-calling-codes.csv"
RANDOM = random.Random("E.164")


def e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)[1:]


def random_digits(count: int) -> str:
    return "".join(RANDOM.choice("0123456789") for _ in range(count))


def as_written(code: str, rest: str) -> PhoneNumber:
    zeros = min(len(rest) - len(rest.lstrip("0")), len(rest) - 1)
    return PhoneNumber(
        country_code=int(code),
        national_number=int(rest),
        italian_leading_zero=zeros > 0 or None,
        number_of_leading_zeros=zeros if zeros > 1 else None,
    )


class Reference:
    def __init__(self) -> None:
        with open(CALLING_CODES, newline="", encoding="ascii") as file:
            self.trunks = {row["calling_code"]: row["trunk_prefix"] for row in csv.DictReader(file)}
        self.codes = sorted(str(code) for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
        self.numbers: set[str] = set()

    def split(self, digits: str) -> tuple[str, str] | None:
        code = next((digits[:n] for n in (1, 2, 3) if digits[:n] in self.codes), None)
        return (code, digits[len(code) :]) if code else None

    def verdict(self, digits: str) -> str:
        split = self.split(digits)
        try:
            number = phonenumbers.parse("+" + digits, None)
        except NumberParseException:
            number = None
        trunk = self.trunks.get(split[0], "") if split else ""
        begins_with_trunk = bool(trunk) and split[1].startswith(trunk)
        if number and e164(number) != digits and split[1]:
            number = as_written(*split)
        reason = phonenumbers.is_possible_number_with_reason(number) if number else ValidationResult.INVALID_LENGTH
        possible = reason == ValidationResult.IS_POSSIBLE and len(digits) <= 15
        if number and phonenumbers.is_valid_number(number) and len(digits) <= 15:
            assert not begins_with_trunk, digits
            assert possible or reason == ValidationResult.IS_POSSIBLE_LOCAL_ONLY, digits
            return "V" if possible else "L"
        if begins_with_trunk:
            return "T"
        return "B" if possible else "I"

    def examples(self) -> list[str]:
        """The example of every type in every region, and of every service that belongs to no region."""
        found = []
        for kind in PhoneNumberType.values():
            found += [phonenumbers.example_number_for_type(r, kind) for r in sorted(phonenumbers.SUPPORTED_REGIONS)]
        found += [phonenumbers.example_number_for_non_geo_entity(int(code)) for code in self.codes]
        return sorted({e164(number) for number in found if number})

    def add_examples_and_neighbours(self, each: int) -> None:
        for example in self.examples():
            self.numbers.add(example)
            code, rest = self.split(example)
            self.numbers |= {example[:-1], example + "5", example + "55", code + "0" + rest, code + rest[1:]}
            for trunk in {self.trunks[code], "0", "1", "8"}:
                self.numbers.add(code + trunk + rest)
            for _ in range(each):
                kept = RANDOM.randrange(1, len(rest))
                self.numbers.add(code + rest[:kept] + random_digits(len(rest) - kept))

    def add_random(self, of_each_length: int) -> None:
        """Every calling code, assigned or not, with every number of digits up to 17."""
        for code in self.codes:
            for length in range(1, 18 - len(code)):
                self.numbers |= {code + random_digits(length) for _ in range(of_each_length)}
        for code in range(100, 1000):
            if not self.split(str(code)):
                self.numbers |= {str(code) + random_digits(RANDOM.randrange(1, 15)) for _ in range(of_each_length)}
        self.numbers |= {str(code) for code in range(1, 1000)}
        self.numbers |= {"0" + random_digits(RANDOM.randrange(1, 17)) for _ in range(1000)}


def main() -> None:
    if phonenumbers.__version__ != VERSION:
        sys.exit(f"phonenumbers {phonenumbers.__version__} is installed; the verdicts are those of {VERSION}")
    reference = Reference()
    reference.add_examples_and_neighbours(each=60)
    reference.add_random(of_each_length=21)
    lines = sorted(reference.verdict(number) + number for number in reference.numbers)
    (HERE / "e164-verdicts.txt").write_text("".join(line + "\n" for line in lines), encoding="ascii")
    counts = {letter: sum(line[0] == letter for line in lines) for letter in "VBITL"}
    print(len(lines), "numbers:", ", ".join(f"{letter} {count}" for letter, count in counts.items()))


if __name__ == "__main__":
    main()
