"""Starts the program as its users do, once for this run, on a free port with an empty store."""

import json
import os
import pathlib
import subprocess
import tempfile
import urllib.parse
import urllib.request

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config

ROOT = pathlib.Path(__file__).resolve().parents[2]


PROGRAM = os.environ.get("LOGGIA_TEST_BIN", str(ROOT / "target/debug/loggia"))


class Loggia:
    """A running Loggia in demo mode; `facts` is the JSON line of `--print-json`."""

    def __init__(self, data: str, *more: str):
        self.log = open(pathlib.Path(data) / "log", "w+")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--demo", "--data", data, "--listen", "127.0.0.1:0", "--print-json", *more],
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        for line in self.process.stdout:
            if line.startswith("{"):
                self.facts = json.loads(line)
                return
        self.log.seek(0)
        raise RuntimeError(f"loggia ended before it was ready:\n{self.log.read()}")

    def admin(self, service="cognito-idp"):
        """A client of a service that signs as the administrator."""
        return boto3.client(
            service,
            endpoint_url=self.facts["url"],
            region_name=self.facts["region"],
            aws_access_key_id=self.facts["admin_access_key_id"],
            aws_secret_access_key=self.facts["admin_secret_access_key"],
        )

    def public(self):
        """A client that does not sign, as an app has it."""
        return boto3.client(
            "cognito-idp",
            endpoint_url=self.facts["url"],
            region_name=self.facts["region"],
            config=Config(signature_version=UNSIGNED),
        )

    def message(self, address: str) -> dict:
        """The newest message to an address."""
        url = f"{self.facts['url']}/dev/outbox.json?to={urllib.parse.quote(address)}"
        with urllib.request.urlopen(url) as answer:
            return json.load(answer)[-1]

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()


@pytest.fixture(scope="session")
def loggia():
    with tempfile.TemporaryDirectory() as data:
        running = Loggia(data)
        yield running
        running.stop()


@pytest.fixture
def address():
    """An address nobody else uses."""
    return f"person-{os.urandom(6).hex()}@example.com"
