"""Checks a sheet with DuckDB: the form of each number, the voice's language against the row's, distinct numbers."""

import sys

import duckdb

QUERY = r"""
    SELECT count(*) AS rows,
        count(*) FILTER (NOT regexp_full_match(phone_number, '\+[1-9][0-9]{6,14}')) AS bad_numbers,
        count(*) FILTER (NOT starts_with(voice_name, asr_lang_code || '-')) AS disagreeing,
        count(DISTINCT phone_number) AS numbers
    FROM read_csv(?, header = true, all_varchar = true)
"""

print(duckdb.connect().execute(QUERY, [sys.argv[1]]).fetchone())
