"""Applies a sheet with asyncio and aiohttp: lists the connectors, then sends batches, some at a time. No checkpoint."""

import asyncio
import csv
import os
import sys

import aiohttp

SHEET, BASE_URL, AGENT, BATCH_SIZE, CONCURRENCY = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
ROOT = f"{BASE_URL}/v1/agents/{AGENT}/telephony"


async def main():
    with open(SHEET, newline="", encoding="utf-8") as file:
        wanted = {row["phone_number"]: row for row in csv.DictReader(file)}
    headers = {"X-API-KEY": os.environ["POLYAI_API_KEY"]}
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
        async with session.get(f"{ROOT}/phone-numbers") as answer:
            answer.raise_for_status()
            numbers = (await answer.json())["phoneNumbers"]
        async with session.get(f"{ROOT}/connectors") as answer:
            answer.raise_for_status()
            connectors = {item["connectorId"]: item for item in (await answer.json())["connectors"]}
        updates = []
        for number in numbers:
            row = wanted.get(number["number"])
            if row is None:
                continue
            connector = connectors[number["connectorId"]]
            update = {"asrLangCode": row["asr_lang_code"], "voiceName": row["voice_name"]}
            changed = {key: value for key, value in update.items() if connector[key] != value}
            if changed:
                updates.append({"connectorId": connector["connectorId"], **changed})
        batches = asyncio.Queue()
        for start in range(0, len(updates), BATCH_SIZE):
            batches.put_nowait(updates[start : start + BATCH_SIZE])
        done = failed = 0

        async def work():
            nonlocal done, failed
            while not batches.empty():
                batch = batches.get_nowait()
                async with session.patch(f"{ROOT}/connectors/batch", json={"updates": batch}) as answer:
                    answer.raise_for_status()
                    for result in (await answer.json())["results"]:
                        if result["success"]:
                            done += 1
                        else:
                            failed += 1

        await asyncio.gather(*(work() for _ in range(CONCURRENCY)))
        print(f"{done} done, {failed} failed")


asyncio.run(main())
