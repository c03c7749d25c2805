"""The function of a pool's owner, behind plain HTTP, and a Loggia that asks it."""

import contextlib
import http.server
import json
import tempfile
import threading

from conftest import Loggia

ARN = "arn:aws:lambda:us-east-1:123456789012:function:asked"


class Function(http.server.ThreadingHTTPServer):
    """Gives each event to `answer`, sends back what that makes of it, and remembers the event as it came."""

    def __init__(self, answer):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer, self.events = answer, []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        text = self.rfile.read(int(self.headers["content-length"]))
        self.server.events.append(json.loads(text))
        body = json.dumps(self.server.answer(json.loads(text))).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def asking(answer):
    """A running Loggia whose pools may name the function by `ARN`, and the function."""
    function = Function(answer)
    with tempfile.TemporaryDirectory() as data:
        loggia = Loggia(data, "--set", f"triggers.{ARN}=http://127.0.0.1:{function.server_port}/")
        yield loggia, function
        loggia.stop()
    function.shutdown()
    function.server_close()
