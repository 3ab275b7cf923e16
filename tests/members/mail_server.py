"""A mail server on this machine that answers each step of a conversation as it is told."""

import socketserver
import threading
from contextlib import contextmanager

HANG_UP = ""


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 hub.example")
        for line in self.rfile:
            verb = line.split()[0].decode().upper()
            if not self.answer(verb):
                return

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def answer(self, verb):
        """Answer one command; ``False`` ends the conversation."""
        usual = {"EHLO": "250 hub.example", "DATA": "354 go on", "QUIT": "221 bye"}.get(verb, "250 fine")
        told = self.server.answers.get(verb, usual)
        if told == HANG_UP:
            return False
        self.say(told)
        if verb == "DATA" and told.startswith("354"):
            return self.take()
        return verb != "QUIT"

    def take(self):
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.decode())
        end = self.server.answers.get("END", "250 accepted")
        if end == HANG_UP or end.startswith("250"):
            self.server.accepted.append("".join(lines))
        if end != HANG_UP:
            self.say(end)
        return end != HANG_UP


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, answers):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.answers, self.accepted = answers, []


@contextmanager
def mail_server(settings, answers):
    """Run a server with these answers (by verb; ``END`` is the one to the whole message), and mail through it."""
    with Server(answers) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings.HUB_MAIL_TRANSPORT = "members.mail_backends.SmtpBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_TIMEOUT = 5
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
