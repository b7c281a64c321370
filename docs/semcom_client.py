"""A process of semcom that stays, for a notebook or a test bench: it answers any number of threads, each its own requests.

semcom = Semcom("--codec", "smollm2-135m"); print(semcom.send("Meet me at noon.", snr=3, seed=7)["reconstruction"])
"""
import json
import subprocess
import threading
from concurrent.futures import Future
from queue import SimpleQueue


class Semcom:
    def __init__(self, *flags, command=("semcom",)):
        self.process = subprocess.Popen([*command, "send", "--json-input", "-q", *flags], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")
        self.lock, self.waiting = threading.Lock(), SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def send(self, text, **settings):
        """The record of a message, as of send --json. Settings are flags' names, or those that records have."""
        answer = Future()
        with self.lock:  # answers come in the order of requests
            self.waiting.put(answer)
            self.process.stdin.write(json.dumps({"text": text, **settings}) + "\n")
            self.process.stdin.flush()
        record = answer.result()
        if "error" in record:
            raise ValueError(record["error"])
        return record

    def _read(self):
        for line in self.process.stdout:
            self.waiting.get().set_result(json.loads(line))
        while True:  # of an ended process nobody is to wait for ever
            self.waiting.get().set_exception(RuntimeError("semcom has ended"))

    def close(self):
        self.process.stdin.close()
        return self.process.wait()
