"""1,000 requests from 8 threads by docs/semcom_client.py; the arguments are semcom's command line. Prints what came back."""
import json
import sys
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, sys.argv[1])
from semcom_client import Semcom

semcom = Semcom("--codec", "utf8", "--modulation", "qpsk", command=sys.argv[2:])


def ask(i):
    text = f"request {i} – {'№' * (i % 7)}\nand its second line"
    if i % 100 == 50:
        text, settings = text, {"snr": 99}
    else:
        settings = {"snr": 15 + i % 20, "seed": 1 + i % 9, "channel_code": ["polar", "ldpc"][i % 2]}
    try:
        record = semcom.send(text, **settings)
    except ValueError as error:
        return str(error)
    expected = [text, text, *settings.values()]
    return [record[key] for key in ("text", "reconstruction", "snr_db", "seed", "channel_code")] == expected


with ThreadPoolExecutor(8) as pool:
    answers = list(pool.map(ask, range(1000)))
code = semcom.close()
try:
    semcom.send("after the end")
    after = "an answer"
except (ValueError, RuntimeError, OSError):
    after = "an error"
errors = [answer for answer in answers if isinstance(answer, str)]
print(json.dumps({"right": answers.count(True), "errors": len(errors), "error": errors[0], "code": code, "after": after}))
