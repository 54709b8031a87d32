"""Makes sheets and inventories: always the same for the same size."""

import os
import random

AGENT = "PROJECT-BENCH"
VOICES = ["en-GB-Neural2-B", "es-ES-Neural2-A", "de-DE-Neural2-F", "fr-FR-Neural2-A"]
INVENTORY_HEADER = (
    "phone_number,connector_id,agent_id,variant_id,asr_lang_code,voice_name,project_id,connector_name,client_env,"
    "tts_lang_code,account_id,disable_handoff\n"
)


def number(index):
    """A possible number in the United Kingdom, in a mixed order."""
    return f"+4420{(index * 7_368_787) % 100_000_000:08d}"


def written(path, write):
    """Makes a file once, in a process of its own: what is measured later begins with the memory of the one it comes from."""
    if not os.path.exists(path):
        child = os.fork()
        if child == 0:
            with open(path + ".part", "w", encoding="utf-8") as file:
                write(file)
            os._exit(0)
        if os.waitpid(child, 0)[1] != 0:
            raise RuntimeError(f"{path} could not be written")
        os.rename(path + ".part", path)
    return path


def sheet(directory, rows):
    """About 70 bytes a row, like an export with a note."""

    def write(file):
        chance = random.Random(815)
        file.write("phone_number,asr_lang_code,voice_name,note\n")
        for index in range(rows):
            voice = VOICES[chance.randrange(len(VOICES))]
            file.write(f"{number(index)},{voice[:5]},{voice},Line {index:07d} of the rollout\n")

    return written(os.path.join(directory, f"sheet-{rows}.csv"), write)


def rollout(directory, rows, every=1):
    """Gives each number, or each so many-th, the same new voice."""

    def write(file):
        file.write("phone_number,asr_lang_code,voice_name\n")
        for index in range(0, rows * every, every):
            file.write(f"{number(index)},es-ES,es-ES-Neural2-A\n")

    return written(os.path.join(directory, f"rollout-{rows}-{every}.csv"), write)


def inventory(directory, numbers, connectors):
    """Numbers of one agent, spread evenly over connectors."""

    def write(file):
        file.write(INVENTORY_HEADER)
        for index in range(numbers):
            connector = index * connectors // numbers
            file.write(
                f"{number(index)},conn-{connector:08x},{AGENT},,en-GB,en-GB-Wavenet-C,{AGENT},Line {connector},live,"
                "en-GB,ws-bench,false\n"
            )

    return written(os.path.join(directory, f"inventory-{numbers}-{connectors}.csv"), write)
